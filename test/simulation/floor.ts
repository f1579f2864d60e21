import type { Hub } from '../../hub/hub.ts'
import type { FloorCommand } from '../../hub/warehouse/floor.ts'
import type { SeededRandom } from '../support/random.ts'
import type { Books } from './books.ts'
import type { Desk, FloorTask, Scan } from './desk.ts'
import type { Units } from './judge/ledger.ts'
import type { Patiently } from './patience.ts'
import { showUnits } from './shopper.ts'
import type { Timeline } from './timeline.ts'
import type { Trace } from './trace.ts'
import type { Watch } from './watch.ts'

const MINUTE = 60_000

export type Door = <T>(center: string, run: () => Promise<T>) => Promise<T>

export function doors(): Door {
  const last = new Map<string, Promise<unknown>>()
  return (center, run) => {
    const mine = (last.get(center) ?? Promise.resolve()).then(run)
    last.set(center, mine.catch(() => {}))
    return mine
  }
}

export interface FloorOf {
  readonly desk: Desk
  readonly timeline: Timeline
  readonly random: SeededRandom
  readonly trace: Trace
  readonly books: Books
  readonly watch: Watch
  readonly patiently: Patiently
  /** One at a time at a center: parcels that leave, and counts, for which the floor stands still. */
  readonly door: Door
  /** How a floor behaves: the golden one does everything once and at once. */
  readonly manner: { readonly beat: number; readonly slowness: number; readonly repeats: number; readonly relabels: number }
}

/** The simulated warehouse of one center: reads its tasks by cursor, picks, labels, hands over, and repeats itself now and then. */
export function openFloor(floor: FloorOf, centerId: string): void {
  const { desk, timeline, patiently, trace } = floor
  /** The newest word on each shipment: a task that was stopped or said anew is not worked on. */
  const newest = new Map<string, string>()
  let cursor: string | null = null
  const beat = async (): Promise<void> => {
    try {
      const { items, next } = await patiently((hub) => desk.tasks(hub, centerId, cursor))
      cursor = next
      for (const task of items) take(task)
    } catch (error) {
      trace.note('floor', `tasks: ${String(error)}`)
    }
    timeline.after(floor.manner.beat, () => void beat())
  }
  const take = (task: FloorTask): void => {
    if (task.does === 'put_back') return
    newest.set(task.shipmentId, task.cause)
    if (task.does === 'stop') return
    timeline.after(floor.random.next() * floor.manner.slowness, () => {
      // Now and then by the old list: whoever says so is told to put it back.
      if (newest.get(task.shipmentId) === task.cause || floor.random.chance(floor.manner.repeats)) void work(floor, centerId, task).catch((error: unknown) => trace.note('floor', `${task.shipmentId}: ${String(error)}`))
    })
  }
  void beat()
}

async function work(floor: FloorOf, centerId: string, task: FloorTask): Promise<void> {
  const { desk, random, books, watch, trace, patiently } = floor
  const say = (what: string): void => trace.note('floor', `${task.shipmentId.slice(-6)} ${what}`)
  const scan = (what: string): Scan => ({ by: `picker of ${centerId}`, scanId: `${task.cause}/${what}`, centerId, taskId: task.id })
  /** The answer; asked again with the same scan now and then, as scanners do that were offline. */
  const ask = async (does: FloorCommand['does'], number?: string): Promise<{ code: string; units: Units }> => {
    const mine = scan(number === undefined ? does : `${does} ${number}`)
    const run = (hub: Hub): Promise<{ code: string; units: Units }> => desk.scan(hub, does, task, mine, number)
    const answer = await patiently(run)
    say(`${does}: ${answer.code}`)
    if (random.chance(floor.manner.repeats)) say(`${does} again: ${(await patiently(run)).code}`)
    return answer
  }
  const dally = (most: number): Promise<void> => new Promise((resolve) => { floor.timeline.after(random.next() * Math.min(most, floor.manner.slowness), resolve) })

  const { code, units } = await ask('pick')
  // `already`: a task before this one has it; the same scan said again is answered as the first.
  if (code !== 'pick_in_process') return
  const order = desk.shopOrder(task)
  watch.picked(task.orderId, units)
  books.picked(order, units)
  say(`takes ${showUnits(units)} for ${order.slice(-4)}`)
  await dally(3 * MINUTE)
  await ask('picked')
  await dally(2 * MINUTE)
  let number = books.nextNumber(order)
  await ask('label', number)
  const relabel = async (): Promise<void> => {
    const before = number
    number = books.nextNumber(order)
    await ask('relabel', number)
    books.renumbered(order, before, number)
  }
  if (random.chance(floor.manner.relabels)) {
    await dally(4 * MINUTE)
    await relabel()
  }
  await dally(5 * MINUTE)
  await floor.door(centerId, async () => {
    await ask('handOver')
    books.left(order, number, units, centerId)
  })
  if (random.chance(floor.manner.relabels / 2)) {
    await dally(4 * MINUTE)
    await relabel()
  }
}
