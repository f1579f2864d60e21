import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Head, JournalEntry } from '../../core/model/stock.ts'
import { seqId } from '../../core/ports/records.ts'
import { decide } from '../../core/stock/decide.ts'
import type { Decided } from '../../core/stock/snapshot.ts'
import type { Hub } from '../hub.ts'
import { catchUp, clearGained } from './catch-up.ts'
import { putResults } from './results.ts'
import { readSnapshot } from './snapshot.ts'
import { wakeChannels } from './wake-channels.ts'

/** Passes of one turn that came to nothing because others were faster. */
const LOST_IN_A_ROW = 20

/**
 * The merchant's stock, until nothing is left to decide or the time is over (at least one pass). Any number may run this at once:
 * inserting the next entry decides who was right, and whoever dies leaves what the next turn finishes (ARCHITECTURE 2, I14, I19).
 */
export async function stockTurn(hub: Hub, merchantId: MerchantId, deadline: Instant): Promise<{ more: boolean }> {
  for (let lost = 0; lost < LOST_IN_A_ROW;) {
    const passed = await sharedPass(hub, merchantId)
    if (passed === 'nothing') return { more: false }
    lost = passed === 'lost' ? lost + 1 : 0
    if (hub.clock.now() >= deadline) return { more: true }
  }
  return { more: true }
}

const running = new WeakMap<Hub, Map<MerchantId, Promise<unknown>>>()

/**
 * A pass, or the end of one that this process has under way (`shared`), instead of racing it: a hint that spares work, no promise hangs
 * on it.
 */
export async function sharedPass(hub: Hub, merchantId: MerchantId): Promise<'worked' | 'lost' | 'nothing' | 'shared'> {
  const known = running.get(hub) ?? new Map<MerchantId, Promise<unknown>>()
  running.set(hub, known)
  const others = known.get(merchantId)
  if (others) {
    await others.catch(() => {})
    return 'shared'
  }
  const mine = stockPass(hub, merchantId)
  known.set(merchantId, mine)
  try {
    return await mine
  } finally {
    known.delete(merchantId)
  }
}

/** One pass: catch up, read, decide, commit, project, tell. `lost`: somebody else wrote the entry. */
export async function stockPass(hub: Hub, merchantId: MerchantId): Promise<'worked' | 'lost' | 'nothing'> {
  const head = await catchUp(hub, merchantId)
  const reading = await readSnapshot(hub, head)
  const decided = decide(reading.snapshot)
  const writes = decided.events.length + decided.results.length > 0
  if (writes) {
    if (!(await commit(hub, head, decided))) return 'lost'
    await catchUp(hub, merchantId)
    await wakeChannels(hub, merchantId)
  }
  const told = await putResults(hub, merchantId, reading, decided)
  const isCleared = !decided.cut && !reading.isPart && await clearGained(hub, merchantId, writes ? head.seq + 1 : head.seq, without(reading.looked, decided.gained))
  return writes || told > 0 || isCleared ? 'worked' : 'nothing'
}

/** The insert is the commit: what was read is valid exactly if nobody else wrote this entry. */
async function commit(hub: Hub, head: Head, { events, results, gained }: Decided): Promise<boolean> {
  const { merchantId } = head
  const before = head.seq === 0 ? null : await hub.store.get('journal', merchantId, seqId(head.seq))
  const entry: JournalEntry = {
    id: seqId(head.seq + 1), merchantId, version: 0, seq: head.seq + 1, at: hub.clock.now(), events, results, gained, previous: before?.writeId ?? null,
  }
  return (await hub.store.insert('journal', entry, hub.random.id())).is === 'done'
}

function without<T>(all: ReadonlySet<T>, some: readonly T[]): Set<T> {
  const rest = new Set(all)
  for (const one of some) rest.delete(one)
  return rest
}
