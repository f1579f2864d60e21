import { keyFaults } from '../app/key-check.ts'
import type { Check } from './checks.ts'
import type { Io } from './io.ts'

/** Of the machine that runs the hub: whether its key opens its database. Nothing where there is none, or where a running hub has proved it at its start. */
export async function keyChecks(io: Io): Promise<Check[]> {
  const faults = await keyFaults(io.variables)
  if (faults === null) return []
  if (faults.length === 0) return [{ code: 'key', is: 'ok', title: 'the key opens the database' }]
  return faults.map(({ name, text }): Check => ({ code: 'key', is: 'fault', title: name, detail: text }))
}
