import type { Instant } from '../../core/model/ids.ts'
import type { Lane } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { HOLD_MS, type LaneHold, type LaneId, LONGEST_GATE_MS } from './lane.ts'
import { tell } from './wakeups.ts'

/** Lost races in a row after which somebody else has surely done what we wanted, or the store is not sane. */
const TRIES = 50

/** More than a store in order can bring about. */
export class LaneContended extends Error {
  constructor(id: string) {
    super(`lane ${id} was changed by others ${TRIES} times in a row`)
    this.name = 'LaneContended'
  }
}

/**
 * Makes the lane due at `at` (now, if not given), or earlier if it was. Call it after the work is written: whoever has the
 * lane then gives it back due again. Costs one read where it is due already.
 */
export async function wake(hub: Hub, id: LaneId, at: Instant = hub.clock.now()): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const lane = await hub.store.get('lanes', null, id)
    if (!lane) {
      const written = await hub.store.insert('lanes', { id, version: 0, holder: null, nextAt: at, wokenFor: null, gate: null })
      if (written.is === 'done') return tell(hub, at)
      continue
    }
    const woken = wakened(lane, at)
    if (!woken) return tell(hub, at)
    if ((await hub.store.replace('lanes', woken)).is === 'done') return tell(hub, woken.nextAt ?? at)
  }
  throw new LaneContended(id)
}

function wakened(lane: Stored<'lanes'>, at: Instant): Lane | null {
  // Also where the holder's time is over: it may still give back, and must then see that there is work.
  if (lane.holder !== null) return lane.wokenFor !== null && lane.wokenFor <= at ? null : { ...lane, wokenFor: at }
  const due = lane.gate === null ? at : Math.max(at, lane.gate)
  return lane.nextAt !== null && lane.nextAt <= due ? null : { ...lane, nextAt: due }
}

/** One of the first `limit` due lanes, by chance, so that workers do not race for the same; null if none is due or all were lost to others. */
export async function take(hub: Hub, holder: string, limit = 32): Promise<LaneHold | null> {
  const due = await hub.store.list('dueLanes', {}, { limit, until: hub.clock.now() + 1 })
  const left = [...due.items]
  while (left.length > 0) {
    const [lane] = left.splice(Math.floor(hub.random.next() * left.length), 1)
    const hold = lane && (await claim(hub, lane, holder))
    if (hold) return hold
  }
  return null
}

async function claim(hub: Hub, lane: Stored<'lanes'>, holder: string): Promise<LaneHold | null> {
  const mine = `${holder}/${hub.random.id()}`
  const until = hub.clock.now() + HOLD_MS
  // What woke it before is answered by this taking: the work is read after it.
  const written = await hub.store.replace('lanes', { ...lane, holder: mine, nextAt: until, wokenFor: null })
  if (written.is !== 'done') return null
  return { id: lane.id as LaneId, holder: mine, until, version: written.version, lost: false }
}

/** When the next lane is due (in the past: now), or null if all sleep. */
export async function nextDue(hub: Hub): Promise<Instant | null> {
  const first = await hub.store.list('dueLanes', {}, { limit: 1 })
  return first.items[0]?.nextAt ?? null
}

/** A further stretch of time. False: the lane is another's, stop. */
export async function renew(hub: Hub, hold: LaneHold): Promise<boolean> {
  const until = hub.clock.now() + HOLD_MS
  return write(hub, hold, (lane) => ({ ...lane, nextAt: until }), () => { hold.until = until })
}

/** Gives the lane back, due at `nextAt` or at what woke it meanwhile; null sleeps until woken. False: it was another's already. */
export async function giveBack(hub: Hub, hold: LaneHold, nextAt: Instant | null): Promise<boolean> {
  let due: Instant | null = null
  const given = await write(hub, hold, (lane) => {
    const gate = lane.gate !== null && lane.gate > hub.clock.now() ? lane.gate : null
    const wanted = earlier(nextAt, lane.wokenFor)
    due = wanted === null ? null : Math.max(wanted, gate ?? wanted)
    return { ...lane, holder: null, nextAt: due, wokenFor: null, gate }
  })
  hold.lost = true
  if (given && due !== null) tell(hub, due)
  return given
}

/** The vendor said: not before. Kept at most an hour; what wakes the lane meanwhile waits too. */
export async function gate(hub: Hub, hold: LaneHold, until: Instant): Promise<boolean> {
  const capped = Math.min(until, hub.clock.now() + LONGEST_GATE_MS)
  return write(hub, hold, (lane) => ({ ...lane, gate: Math.max(capped, lane.gate ?? capped) }))
}

/** Compare-and-swap as long as the lane is ours; a wake in between only raises its version. */
async function write(hub: Hub, hold: LaneHold, change: (lane: Stored<'lanes'>) => Lane, done: () => void = () => {}): Promise<boolean> {
  for (let tries = 0; tries < TRIES && !hold.lost; tries += 1) {
    const lane = await hub.store.get('lanes', null, hold.id)
    if (lane?.holder !== hold.holder) {
      hold.lost = true
      return false
    }
    const written = await hub.store.replace('lanes', change(lane))
    if (written.is !== 'done') continue
    hold.version = written.version
    done()
    return true
  }
  if (hold.lost) return false
  throw new LaneContended(hold.id)
}

export function earlier(a: Instant | null, b: Instant | null): Instant | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
