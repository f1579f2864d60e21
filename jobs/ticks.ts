import { schedule } from 'node-cron'

/**
 * Wakes by the wall clock, every 15 s, in UTC: in other zones this library leaves holes at a change of the clocks (RELIABILITY R3).
 * It only wakes; what is due stands in the store. Answers how to stop it.
 */
export function cronTicks(wake: () => void): () => void {
  const task = schedule('*/15 * * * * *', () => { wake() }, { timezone: 'UTC', name: 'wake' })
  return () => { void task.destroy() }
}
