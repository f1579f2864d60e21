import { readFileSync, renameSync, watch, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { type Pace, type PacedClock, pacedClock } from './clock.ts'

/** A clock that follows the demo's file `{ real, virtual, speed }` (INTERFACES.md, "The demo"). */
export interface DemoClock extends PacedClock {
  /** Moves virtual time on by rewriting the file, for everybody who follows it. */
  advance(minutes: number): void
}

/** Follows `file`: read now and whenever it changes. The file must be there. */
export function demoClock(file: string): DemoClock {
  let pace = read(file)
  const clock = pacedClock(pace)
  const follow = (): void => {
    const next = readOrNull(file)
    if (!next || same(next, pace)) return
    pace = next
    clock.setPace(pace)
  }
  // The folder is watched, since a renamed file is a new one; a watch that misses a change is caught up by the beat.
  const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
    if (name === null || name === basename(file)) follow()
  })
  watcher.on('error', () => watcher.close())
  let stopBeat = (): void => {}
  const beat = (): void => {
    stopBeat = clock.after(1000 * pace.speed, () => {
      follow()
      beat()
    })
  }
  beat()
  return {
    ...clock,
    advance: (minutes) => {
      follow()
      writePace(file, { ...pace, virtual: pace.virtual + minutes * 60_000 })
      follow()
    },
    close: () => {
      watcher.close()
      stopBeat()
      clock.close()
    },
  }
}

/** Writes the clock's file as a new one and renames it, so that no reader sees half of it. */
export function writePace(file: string, pace: Pace): void {
  writeFileSync(`${file}.new`, JSON.stringify(pace))
  renameSync(`${file}.new`, file)
}

function read(file: string): Pace {
  const pace = JSON.parse(readFileSync(file, 'utf8')) as Partial<Record<keyof Pace, unknown>>
  const { real, virtual, speed } = pace
  if (typeof real !== 'number' || typeof virtual !== 'number' || typeof speed !== 'number' || !(speed > 0)) {
    throw new Error(`${file}: expected { real, virtual, speed }, numbers, speed above 0`)
  }
  return { real, virtual, speed }
}

function readOrNull(file: string): Pace | null {
  try {
    return read(file)
  } catch {
    return null
  }
}

const same = (a: Pace, b: Pace): boolean => a.real === b.real && a.virtual === b.virtual && a.speed === b.speed
