import { quiet } from '../support/clock.ts'
import type { Timeline } from './timeline.ts'

/** Lets virtual time run up to `until`, happening by happening; stops early where `isOver` says so. */
export async function runTo(timeline: Timeline, until: number, isOver: () => boolean = () => false): Promise<void> {
  await quiet()
  while (!isOver() && timeline.step(until)) await quiet()
}
