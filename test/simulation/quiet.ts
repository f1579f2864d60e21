import type { Timeline } from './timeline.ts'

const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve) })

/** Until no promise and no immediate is left, so that what one happening sets off is over before the next. */
export async function quiet(): Promise<void> {
  do await turn()
  while (process.getActiveResourcesInfo().includes('Immediate'))
}

/** Lets virtual time run up to `until`, happening by happening; stops early where `isOver` says so. */
export async function runTo(timeline: Timeline, until: number, isOver: () => boolean = () => false): Promise<void> {
  await quiet()
  while (!isOver() && timeline.step(until)) await quiet()
}
