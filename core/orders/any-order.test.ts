import fc from 'fast-check'
import { expect, it } from 'vitest'
import { after, AROUND, by, CHANNEL, draft, imported, intake, NOW, person, ROAD, SYSTEM, EAST } from '../../test/support/orders.ts'
import type { OrderDraft } from '../model/drafts.ts'
import type { Order } from '../model/order.ts'
import { handOver } from '../shipping/hand-over.ts'
import { label } from '../shipping/label.ts'
import { pick } from '../shipping/pick.ts'
import { tellingBegun } from '../shipping/told.ts'
import { allocated, recalled } from './allocated.ts'
import { cancel } from './cancel.ts'
import type { Decision } from './decision.ts'
import { isOfStock } from './derive.ts'
import { edit } from './edit.ts'
import { personErased } from './erase.ts'
import { hold, release } from './hold.ts'
import type { Received } from './intake.ts'
import { needOf } from './need.ts'
import { received } from './receive.ts'
import { retry } from './retry.ts'
import { isWaiting } from './states.ts'
import { unreadUpstream } from './unread.ts'

/** The store's truth of two lines over two locations, and what it said so far. */
interface Shop { at: number; open: [number, number][]; elsewhere: number[]; ours: number[]; isHeld: boolean; isCancelled: boolean; pickup: boolean[]; isUnpaid: boolean }
const SKUS = ['MUG', 'TRAY']
const FLOOR = person('warehouse')
const KIM = { by: 'KIM', at: NOW }

const says = ({ at, open, elsewhere, ours, isHeld, isCancelled, pickup, isUnpaid }: Shop): OrderDraft => draft({
  updatedAt: NOW + at, cancelledAt: isCancelled ? NOW + at : null, upstreamHold: isHeld ? { reason: 'other' } : null, payment: isUnpaid ? 'unpaid' : 'paid',
  closed: isCancelled || open.every(([a, b]) => a + b === 0),
  ...(open.some(([a, b], n) => pickup[n] && a + b > 0) && { leftOut: { pickup: 1 } }),
  lines: open.map(([a, b], n) => {
    const parts = pickup[n] || isCancelled ? [] : [{ work: `w${n}a`, location: 'loc1', quantity: a }, { work: `w${n}b`, location: 'loc2', quantity: b }].filter(({ quantity }) => quantity > 0)
    return { externalId: `l${n}`, sku: SKUS[n]!, name: SKUS[n]!, ordered: a + b, quantity: parts.reduce((sum, { quantity }) => sum + quantity, 0), requiresShipping: true, parts }
  }),
  fulfillments: [
    { ref: 'x', cancelled: false, trackingNumbers: ['XX'], lines: elsewhere.map((quantity, n) => ({ externalId: `l${n}`, quantity })).filter(({ quantity }) => quantity > 0) },
    { ref: 'f', cancelled: false, trackingNumbers: ['1Z1'], lines: ours.map((quantity, n) => ({ externalId: `l${n}`, quantity })).filter(({ quantity }) => quantity > 0) },
  ].filter(({ lines }) => lines.length > 0),
})

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ is: fc.constant('sell' as const), n: fc.nat(1), at: fc.nat(1), to: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('by_hand' as const), n: fc.nat(1), at: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.constantFrom(...(['hold_there', 'unpaid'] as const)).map(is => ({ is })) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('pickup' as const), n: fc.nat(1) }) },
  { weight: 1, arbitrary: fc.constant({ is: 'cancel_there' as const }) },
  { weight: 8, arbitrary: fc.record({ is: fc.constant('read' as const), back: fc.constantFrom(0, 0, 0, 1, 2) }) },
  { weight: 1, arbitrary: fc.constantFrom(...(['hidden', 'unread', 'erase', 'recall', 'cancel'] as const)).map(is => ({ is })) },
  { weight: 5, arbitrary: fc.constantFrom(...(['served', 'served', 'short', 'hold', 'release', 'retry', 'pick', 'label', 'tell', 'tell_done', 'hand_over'] as const)).map(is => ({ is })) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('edit' as const), n: fc.nat(1), to: fc.nat(3) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function decide(order: Order, one: Step, said: OrderDraft, key: string): Decision | Received {
  const owner = by(person('owner'), key)
  const id = order.shipments[0]!.id
  const call = order.shipments[0]!.pushes.find(({ state }) => state === 'queued')?.callKey
  switch (one.is) {
    case 'read': return received(order, said, intake())
    case 'hidden': return received(order, { ...said, workUnknown: true, closed: false, cancelledAt: null, lines: said.lines.map(line => ({ ...line, quantity: 0, parts: [] })) }, intake())
    case 'unread': return unreadUpstream(order, by(CHANNEL))
    case 'erase': return personErased(order, 'r', by(CHANNEL))
    case 'recall': return recalled(order, by(SYSTEM))
    case 'served': return allocated(order, { orderId: order.id, revision: order.revision, seq: (order.decidedAt?.seq ?? 0) + 1, centerId: EAST, short: [] }, by(SYSTEM))
    case 'short': return allocated(order, { orderId: order.id, revision: order.revision, seq: (order.decidedAt?.seq ?? 0) + 1, centerId: null, short: [{ sku: 'MUG' as never, quantity: 1 }] }, by(SYSTEM))
    case 'hold': return hold(order, { reason: 'x' }, owner)
    case 'release': return release(order, owner)
    case 'retry': return retry(order, AROUND, owner)
    case 'cancel': return cancel(order, { shipments: 'all', reason: 'x' }, owner)
    case 'edit': return order.lines[one.n] ? edit(order, { lines: [{ id: order.lines[one.n]!.id, quantity: one.to }] }, null, AROUND, owner) : { is: 'same', code: 'none' }
    case 'pick': return pick(order, id, KIM, by(FLOOR))
    case 'label': return order.status === 'processing' ? label(order, id, { parcels: [{ trackingNumber: '1Z1', carrier: 'UPS' }] }, KIM, ROAD, by(FLOOR)) : { is: 'same', code: 'none' }
    case 'hand_over': return order.subStatus === 'labeled' ? handOver(order, id, KIM, ROAD, by(FLOOR)) : { is: 'same', code: 'none' }
    case 'tell': case 'tell_done': return call ? tellingBegun(order, id, call, by(SYSTEM)) : { is: 'same', code: 'none' }
    default: return { is: 'same', code: 'not_here' }
  }
}

/** What the store itself does; our telling takes what is open there, as much as it can. */
function moves(shop: Shop, one: Step, order: Order): Shop {
  const next: Shop = { ...structuredClone(shop), at: shop.at + 1 }
  if (one.is === 'sell') next.open[one.n]![one.at] = one.to
  else if (one.is === 'by_hand' && next.open[one.n]![one.at]! > 0) { next.open[one.n]![one.at]! -= 1; next.elsewhere[one.n]! += 1 }
  else if (one.is === 'hold_there') next.isHeld = !shop.isHeld
  else if (one.is === 'pickup') next.pickup[one.n] = !shop.pickup[one.n]
  else if (one.is === 'unpaid') next.isUnpaid = !shop.isUnpaid
  else if (one.is === 'cancel_there') { next.isCancelled = true; next.open = [[0, 0], [0, 0]] }
  else if (one.is === 'tell_done' && !shop.pickup.some(Boolean) && order.shipments[0]!.pushes.some(({ state }) => state === 'sent') && shop.ours.every(units => units === 0)) {
    const wants = order.lines.map(line => order.shipments[0]!.lines.filter(({ lineId }) => lineId === line.id).reduce((sum, { quantity }) => sum + quantity, 0))
    if (!next.open.every(([a, b], n) => a + b >= (wants[n] ?? 0))) return shop
    for (const n of [0, 1]) {
      const first = Math.min(next.open[n]![0], wants[n] ?? 0)
      next.open[n] = [next.open[n]![0] - first, next.open[n]![1] - ((wants[n] ?? 0) - first)]
      next.ours[n] = wants[n] ?? 0
    }
  } else return shop
  return next
}

/** What may not be, after one step: a change without a note, or a shipment that waits for nothing or is not what is to be shipped. */
function faultsOfStep(before: Order, order: Order): string[] {
  const looks = (of: Order) => JSON.stringify([of.status, of.subStatus, of.lines.map(({ sku, quantity }) => [sku, quantity]), of.reasons.map(({ code }) => code).toSorted(), of.ignoredChanges, of.edited])
  const notes = (of: Order) => of.todo.filter(({ is }) => is === 'note').length
  const waits = order.shipments.find(isWaiting)
  const units = (of: readonly { quantity: number }[]) => JSON.stringify(of.map(({ quantity }) => quantity).filter(quantity => quantity > 0))
  const isWoken = order.todo.some(({ is }) => is === 'want') || order.shortOf.length > 0 || order.reasons.some(reason => !isOfStock(reason))
  return [
    ...(looks(before) !== looks(order) && notes(order) !== notes(before) + 1 ? ['a change that is not noted'] : []),
    ...(waits && !isWoken ? ['it waits for nothing'] : []),
    ...(waits && units(waits.lines) !== units(order.lines) ? ['the shipment is not the lines'] : []),
    ...(waits?.lines.length === 0 && order.reasons.length === 0 ? ['nothing looks for stock'] : []),
  ]
}

/** After all that the store says was read, or it showed nothing: nothing is known beyond what it counts. */
const faultsOfKnown = (order: Order, shop: Shop): string[] => needOf(order).known.flatMap(({ sku, location, units }) => {
  const n = SKUS.indexOf(sku)
  const counts = shop.isCancelled || shop.pickup[n] ? 0 : shop.open[n]![location === 'loc1' ? 0 : 1]
  return units > counts ? [`${units} of ${sku} known at ${location}, where the store counts ${counts}`] : []
})

/** Once all that the store says was read. */
function faultsAtRest(order: Order, shop: Shop): string[] {
  const twice = received(order, says(shop), intake())
  const isStopped = shop.isCancelled || shop.isHeld || shop.isUnpaid || shop.pickup.every(Boolean)
  return [
    ...faultsOfKnown(order, shop), ...(twice.is === 'changed' ? [`read once more: ${twice.code}`] : []),
    ...(order.status === 'processing' && order.subStatus === null && isStopped ? ['it goes to be picked though the store stopped it'] : []),
  ]
}

function faults(steps: readonly Step[]): string[] {
  const history: Shop[] = [{ at: 0, open: [[2, 0], [1, 1]], elsewhere: [0, 0], ours: [0, 0], isHeld: false, isCancelled: false, pickup: [false, false], isUnpaid: false }]
  let order = imported(says(history[0]!))
  const found: string[] = []
  const take = (one: Step, said: OrderDraft, key: string): void => {
    const before = order
    const decision = decide(order, one, said, key)
    if (decision.is === 'changed') order = after(decision)
    found.push(...faultsOfStep(before, order))
  }
  for (const [n, one] of steps.entries()) {
    const shop = history.at(-1)!
    const next = moves(shop, one, order)
    if (next !== shop) history.push(next)
    const back = one.is === 'read' ? Math.min(one.back, history.length - 1) : 0
    take(one, says(history.at(-1 - back)!), `k${n}`)
    if (one.is === 'hidden' || (one.is === 'read' && back === 0)) found.push(...faultsOfKnown(order, history.at(-1)!))
  }
  take({ is: 'read', back: 0 }, says(history.at(-1)!), 'last')
  return [...found, ...faultsAtRest(order, history.at(-1)!)]
}

it('S5.10 S1.15a ARCHITECTURE 3: whatever crosses what, nothing is frozen or known beyond the store’s count, and what changes is noted', () => {
  fc.assert(fc.property(fc.array(step, { maxLength: 25 }), steps => { expect(faults(steps)).toEqual([]) }), { numRuns: 2000 })
})
