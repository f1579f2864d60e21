import type { Instant } from '../../core/model/ids.ts'
import type { ConnectionRole } from '../../core/model/setup.ts'
import type { Listed } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { accountLane, type LaneId, merchantLane } from './lane.ts'
import { wake } from './lanes.ts'

const PAGE = 500
/** Pages of one kind in a sweep; the next one goes on behind them. */
const PAGES = 40

/**
 * Finds work whose lane sleeps, as a death between the write and the wake leaves it (I9, I19), and wakes it. At start and every
 * minute; harmless at any time. Answers how many lanes had work.
 */
export async function sweep(hub: Hub, pages = PAGES): Promise<number> {
  const due = new Map<LaneId, Instant>()
  const find = (id: LaneId, at: Instant): void => { due.set(id, Math.min(at, due.get(id) ?? at)) }
  const now = hub.clock.now()
  const stopped = stoppedAt.get(hub) ?? { orders: null, commands: null }
  stoppedAt.set(hub, stopped)
  stopped.orders = await each((after) => hub.store.list('everyOrderWithTodo', { hasTodo: 1 }, { limit: PAGE, after }), (order) => find(merchantLane(order.merchantId), now), stopped.orders, pages)
  stopped.commands = await each((after) => hub.store.list('everyPendingStockCommand', { state: 'pending' }, { limit: PAGE, after }), (command) => find(merchantLane(command.merchantId), now), stopped.commands, pages)
  const accounts = new Set<string>()
  await each((after) => hub.store.list('everyConnection', {}, { limit: PAGE, after }), (connection) => {
    // Disconnected ones too: the door takes privacy commands for a while yet.
    accounts.add(connection.account)
  })
  for (const account of accounts) {
    const call = await hub.store.list('openCallsOfAccount', { account, open: 1 }, { limit: 1 })
    const delivery = await hub.store.list('pendingDeliveries', { account, state: 'pending' }, { limit: 1 })
    for (const first of [...call.items, ...delivery.items]) find(accountLane(account), first.dueAt)
  }
  for (const [id, at] of due) await wake(hub, id, Math.max(at, now))
  return due.size
}

/** Where the last sweep ended: a hint in memory, or the work of a merchant that stands still would hide all that is younger. */
const stoppedAt = new WeakMap<Hub, { orders: string | null; commands: string | null }>()

/** Makes the lanes of all connected accounts (with the role, where one is named) due: what goes by time goes by time, whatever was forgotten. */
export async function wakeAccounts(hub: Hub, role?: ConnectionRole): Promise<number> {
  const accounts = new Set<string>()
  await each((after) => hub.store.list('everyConnection', {}, { limit: PAGE, after }), (connection) => {
    if (connection.state === 'connected' && (role === undefined || connection.roles.includes(role))) accounts.add(connection.account)
  })
  for (const account of accounts) await wake(hub, accountLane(account))
  return accounts.size
}

/** Answers where it stopped; null: at the end. */
async function each<T>(page: (after: string | null) => Promise<Listed<T>>, see: (item: T) => void, from: string | null = null, most = PAGES): Promise<string | null> {
  let after = from
  for (let pages = 0; pages < most; pages += 1) {
    const { items, next } = await page(after)
    for (const item of items) see(item)
    after = next
    if (next === null) break
  }
  return after
}
