import type { MerchantId, OrderId } from '../core/model/ids.ts'
import type { Order, Todo } from '../core/model/order.ts'
import type { Person } from '../core/model/person.ts'
import type { Decision } from '../core/orders/decision.ts'
import type { Stored } from '../core/ports/store.ts'
import type { Hub } from './hub.ts'
import { merchantLane } from './lanes/lane.ts'
import { wake } from './lanes/lanes.ts'

/** A record's limit (INTERFACES, Limits): 1,000 lines fit. */
export const ORDER_BYTES = 512_000
/** Results of commands that an order remembers, to answer a repeat as the first. */
export const COMMANDS_KEPT = 20
const TRIES = 60
/** Lost races after which a wait lets the others through. */
const AT_ONCE = 4

/** What became of it. `order` is as it stands now; `code` is the decision's, or `too_large`, `missing`. */
export type Changed =
  | { is: 'changed' | 'same'; order: Stored<'orders'>; code: string }
  | { is: 'refused'; order: Stored<'orders'>; code: string; message: string; detail?: Record<string, unknown> }
  | { is: 'missing'; code: 'missing' }

export type Created = { is: 'created' | 'exists'; order: Stored<'orders'> } | { is: 'refused'; code: 'too_large'; message: string }

/** Others were faster, again and again: nothing was written, try later. */
export class Contended extends Error {
  constructor(what: string) {
    super(`${what} was changed by others ${TRIES} times in a row`)
    this.name = 'Contended'
  }
}

/**
 * The only way an order is written: load, decide (pure), compare-and-swap, wake. A lost race decides again on what won, so
 * `decide` must follow from the order alone. When this resolves as `changed`, the order and its todo are durable (I9, I11).
 */
export async function change(hub: Hub, merchantId: MerchantId, orderId: OrderId, decide: (order: Stored<'orders'>) => Decision): Promise<Changed> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    if (tries > AT_ONCE) await hub.clock.sleep(hub.random.next() * Math.min(500, 10 * tries))
    const before = await hub.store.get('orders', merchantId, orderId)
    if (!before) return { is: 'missing', code: 'missing' }
    const decision = decide(before)
    if (decision.is === 'same') return { is: 'same', order: before, code: decision.code }
    if (decision.is === 'refused') return { ...decision, order: before }
    const order = await finished(hub, { ...decision.order, id: before.id, merchantId, version: before.version, createdAt: before.createdAt, updatedAt: before.updatedAt }, decision.person)
    if (isTooLarge(order)) return { is: 'refused', order: before, code: 'too_large', message: TOO_LARGE }
    const written = await hub.store.replace('orders', order, hub.random.id())
    if (written.is !== 'done') continue
    if (hasNewTodo(before.todo, order.todo)) await wakeOf(hub, order)
    return { is: 'changed', order: { ...order, version: written.version, writeId: written.writeId }, code: decision.code }
  }
  throw new Contended(`order ${orderId}`)
}

/** A new order under the id that its strongest link fixed; `exists` gives the one that was there. */
export async function create(hub: Hub, merchantId: MerchantId, order: Order, person: Person | null): Promise<Created> {
  const whole = await finished(hub, { ...order, merchantId, version: 0 }, person)
  if (isTooLarge(whole)) return { is: 'refused', code: 'too_large', message: TOO_LARGE }
  const written = await hub.store.insert('orders', whole, hub.random.id())
  if (written.is === 'done') {
    if (whole.todo.length > 0) await wakeOf(hub, whole)
    return { is: 'created', order: { ...whole, version: written.version, writeId: written.writeId } }
  }
  const there = await hub.store.get('orders', merchantId, order.id)
  if (there) return { is: 'exists', order: there }
  throw new Contended(`order ${order.id}`)
}

async function finished(hub: Hub, order: Order, person: Person | null | undefined): Promise<Order> {
  const kept: Order = {
    ...order,
    // Never backwards, so that a list by `updatedAt` shows a change that was made on a slower clock.
    updatedAt: Math.max(order.updatedAt, hub.clock.now()),
    commands: order.commands.slice(-COMMANDS_KEPT),
  }
  if (person === undefined) return kept
  if (person === null) return { ...kept, sealed: null, personDigest: null }
  const { sealed, digest } = await hub.vault.sealPerson(order.merchantId, order.id, person)
  return { ...kept, sealed, personDigest: digest }
}

/** Work is written; the wake only makes it soon. Where it fails, the sweep finds the work (I19). */
async function wakeOf(hub: Hub, order: Order): Promise<void> {
  try {
    await wake(hub, merchantLane(order.merchantId))
  } catch (error) {
    hub.log.warn('lane_not_woken', { orderId: order.id, merchantId: order.merchantId, code: error instanceof Error ? error.name : 'unknown' })
  }
}

/** Clearing what was done is no reason for another turn. */
function hasNewTodo(before: readonly Todo[], after: readonly Todo[]): boolean {
  const known = new Set(before.map((todo) => JSON.stringify(todo)))
  return after.some((todo) => !known.has(JSON.stringify(todo)))
}

const TOO_LARGE = `This order would be larger than ${ORDER_BYTES / 1000} kB: split it.`

function isTooLarge(order: Order): boolean {
  return Buffer.byteLength(JSON.stringify(order)) > ORDER_BYTES
}
