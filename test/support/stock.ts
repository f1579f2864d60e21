import type { OrderDraft } from '../../core/model/drafts.ts'
import type { CenterId, ConnectionId, MerchantId, OrderId, Sku } from '../../core/model/ids.ts'
import type { Center } from '../../core/model/setup.ts'
import { cancel } from '../../core/orders/cancel.ts'
import type { Store } from '../../core/ports/store.ts'
import { change, create } from '../../hub/change.ts'
import type { Hub, Scope } from '../../hub/hub.ts'
import { stockCommand } from '../../hub/stock/commands.ts'
import { stockTurn } from '../../hub/stock/turn.ts'
import { by, draft, imported, person } from './orders.ts'

/** A merchant's stock, as tests of the hub begin it. */
export const M = 'm1' as MerchantId
export const SCOPE: Scope = { merchantId: M, actor: person('administrator') }
export const [EAST, WEST] = ['east', 'west'] as CenterId[] as [CenterId, CenterId]
export const sku = (name: string): Sku => name as Sku

export async function addCenters(hub: Hub): Promise<void> {
  for (const [priority, id] of [EAST, WEST].entries()) {
    await hub.store.insert('centers', { id, version: 0, createdAt: 0, updatedAt: 0, name: id, country: 'US', priority, active: true } satisfies Center)
  }
}

/** Written down, not carried out yet: the turn that a test looks at does it. */
export async function ask(hub: Hub, cause: string, name: string, centerId: CenterId, delta: number): Promise<void> {
  const at = hub.clock.now()
  await hub.store.insert('stockCommands', { id: cause, merchantId: M, version: 0, askedAt: at, does: { is: 'received', sku: sku(name), centerId, delta, at }, state: 'pending', result: null, seq: null })
}

export async function receive(hub: Hub, name: string, centerId: CenterId, delta: number): Promise<void> {
  await stockCommand(hub, SCOPE, [{ cause: hub.random.id(), does: { is: 'received', sku: sku(name), centerId, delta, at: hub.clock.now() } }])
}

export async function count(hub: Hub, name: string, centerId: CenterId, quantity: number): Promise<void> {
  await stockCommand(hub, SCOPE, [{ cause: hub.random.id(), does: { is: 'counted', sku: sku(name), centerId, quantity, asOf: hub.clock.now() } }])
}

/** An order as a store's import leaves it: in Import Review, with its want. `at`: its place in line. */
export async function order(hub: Hub, id: string, wants: Record<string, number>, at = 0, more: { connectionId?: ConnectionId; location?: string | null; draft?: Partial<OrderDraft> } = {}): Promise<OrderId> {
  const lines = Object.entries(wants).map(([name, quantity], index) => ({ externalId: `${id}-${index}`, sku: name, name, ordered: quantity, quantity, requiresShipping: true, parts: [{ work: `${id}-${index}`, location: more.location ?? null, quantity }] }))
  const made = imported({ ...draft(), ref: `gid/${id}`, number: `#${id}`, purchasedAt: hub.clock.now() - 1_000_000 + at, lines, ...more.draft }, {
    orderId: id as OrderId, merchantId: M, now: hub.clock.now(), ...(more.connectionId && { connection: { connectionId: more.connectionId, channel: 'shop', startAt: 0, importWhen: 'paid' as const } }),
  })
  await create(hub, M, { ...made, version: 0 }, null)
  return made.id
}

export const cancelOrder = async (hub: Hub, id: string) => change(hub, M, id as OrderId, found => cancel(found, { shipments: 'all', reason: '' }, by(person('owner'), null, hub.clock.now())))

export async function untilQuiet(hub: Hub): Promise<void> {
  while ((await stockTurn(hub, M, hub.clock.now())).more);
}

/** All of stock that means something: what two roads to one end must agree on. */
export async function stockOf(store: Store): Promise<{ rows: string[]; holds: string[]; orders: string[]; pending: number }> {
  const { items: rows } = await store.list('rowsBySku', { merchantId: M }, { limit: 1_000 })
  const { items: orders } = await store.list('ordersNewest', { merchantId: M }, { limit: 1_000 })
  const holds = await store.getMany('holds', M, orders.map(({ id }) => id))
  const { value } = await store.count('stockCommandsByState', { merchantId: M, state: 'pending' })
  return {
    rows: rows.map(row => `${row.sku}/${row.centerId} ${row.onHand} held ${row.held}`).toSorted(),
    holds: holds.flatMap(hold => (hold ? [`${hold.orderId}@${hold.revision} ${hold.lines.map(line => `${line.quantity}${line.sku}/${line.centerId}`).join('+')} open ${hold.open.map(line => `${line.units}${line.sku}`).join('+')}`] : [])).toSorted(),
    orders: orders.map(({ id, status, shipments, todo, shortOf }) => `${id} ${status} ${shipments[0]?.centerId ?? '-'} short ${shortOf.map(line => `${line.quantity}${line.sku}`).join('+')} ${todo.filter(({ is }) => is === 'want' || is === 'shipped').length}`).toSorted(),
    pending: value,
  }
}
