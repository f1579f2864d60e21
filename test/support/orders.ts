import type { Actor } from '../../core/model/actor.ts'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { CenterId, ConnectionId, MerchantId, OrderId, ShipOptionId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Context, Decision, TellingRoad } from '../../core/orders/decision.ts'
import { allocated } from '../../core/orders/allocated.ts'
import type { Intake } from '../../core/orders/intake.ts'
import type { Surroundings } from '../../core/orders/judge.ts'
import { received } from '../../core/orders/receive.ts'

/** An order's world, as tests of core and hub begin it. */
export const STANDARD = 'standard' as ShipOptionId
export const EAST = 'east' as CenterId
export const SHOP = 'shop' as ConnectionId
export const NOW = Date.UTC(2026, 10, 21)

export const SYSTEM: Actor = { is: 'system', name: 'test' }
export const CHANNEL: Actor = { is: 'connection', id: SHOP }
export const CARRIER: Actor = { is: 'carrier', id: 'ups' }
export const person = (role: 'administrator' | 'warehouse' | 'owner' | 'staff' | 'readonly'): Actor =>
  ({ is: 'user', id: role, role, merchantId: null, centers: null, scopes: [] })
export const by = (actor: Actor, commandKey: string | null = null, now = NOW): Context => ({ actor, commandKey, now })

export const AROUND: Surroundings = {
  options: { methods: new Map([['Standard', { shipOptionId: STANDARD, active: true }]]), activeOptions: new Set([STANDARD]) },
  products: null, twice: new Set(),
}
export const ROAD: TellingRoad = { connectionId: SHOP, channel: 'shopfront', when: 'labeled' }

export const intake = (more: Partial<Intake> = {}): Intake => ({
  ...by(CHANNEL), rules: [], orderId: 'o1' as OrderId, merchantId: 'm1' as MerchantId, around: AROUND, personDigest: 'digest-1',
  connection: { connectionId: SHOP, channel: 'shopfront', startAt: 0, importWhen: 'paid' }, ...more,
})

export const draft = (more: Partial<OrderDraft> = {}): OrderDraft => ({
  ref: 'gid/1', storeIdentity: 'shopfront:shop', number: '#1001', updatedAt: NOW, purchasedAt: NOW - 60_000, payment: 'paid', cancelledAt: null, cancelReason: null,
  closed: false, test: false, currency: 'USD', total: { minor: 1250, currency: 'USD' }, method: 'Standard',
  recipient: { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }, note: null, tags: [],
  lines: [{ externalId: 'l1', sku: 'MUG', name: 'Mug', ordered: 2, quantity: 2, requiresShipping: true, parts: [{ work: 'w1', location: 'loc1', quantity: 2 }] }],
  fulfillments: [], upstreamHold: null, scheduledFor: null, warnings: [], ...more,
})

/** The order that a decision left; throws where there is none. */
export function after(decision: Decision | { is: 'ignored'; code: string }): Order {
  if (decision.is !== 'changed') throw new TypeError(`not changed: ${JSON.stringify(decision)}`)
  return { ...decision.order, version: decision.order.version + 1 }
}

export const imported = (more: Partial<OrderDraft> = {}, taken: Partial<Intake> = {}): Order => after(received(null, draft(more), intake(taken)))
export const processing = (order = imported()): Order => after(allocated(order, { orderId: order.id, revision: order.revision, seq: 1, centerId: EAST, short: [] }, by(SYSTEM)))
