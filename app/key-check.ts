import { existsSync } from 'node:fs'
import { BadEnvironment, type Fault, settingsOf, type Variables } from '../config/load.ts'
import { StoreRefused } from '../stores/open.ts'
import { connectors, openHub } from './hub.ts'

/** Whether this environment's key opens this environment's store; null: there is none yet, or a hub has it open and has proved its key. */
export async function keyFaults(variables: Variables): Promise<readonly Fault[] | null> {
  const settings = settingsOf(variables, [...connectors.keys()])
  const file = /^sqlite:(?!:memory:)(.+)$/.exec(settings.store)?.[1]
  if (file === undefined || !existsSync(file)) return null
  try {
    await (await openHub({ ...settings, logLevel: 'silent' })).close()
    return []
  } catch (error) {
    if (error instanceof BadEnvironment) return error.faults
    if (error instanceof StoreRefused) return null
    throw error
  }
}
