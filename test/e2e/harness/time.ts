import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DemoClock, demoClock, writePace } from '../../../connectors/kit/emulator/demo-clock.ts'

/** A folder of a test's own, and the clock in it that hub, stand-in, floor and shoppers share. */
export interface Place { readonly folder: string; readonly clockFile: string; readonly clock: DemoClock; skip(ms: number): void; clear(): void }

export const SECOND = 1_000
export const MINUTE = 60 * SECOND

/** Time runs `speed` times as fast as outside, from now on; socket time-outs stay real. */
export function openPlace(speed: number): Place {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-e2e-'))
  const clockFile = join(folder, 'clock.json')
  writePace(clockFile, { real: Date.now(), virtual: Date.now(), speed })
  const clock = demoClock(clockFile)
  return {
    folder, clockFile, clock,
    /** Everybody's time jumps; what is due in between is due at once. */
    skip: (ms) => writePace(clockFile, { real: Date.now(), virtual: clock.now() + ms, speed }),
    clear: () => {
      clock.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
