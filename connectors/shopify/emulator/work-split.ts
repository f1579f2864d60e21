import { Refusal } from '../../kit/emulator/refusal.ts'
import { gid } from './gid.ts'
import type { LineWish } from './order-place.ts'
import { openFulfillmentOrder } from './order-place.ts'
import type { FulfillmentOrder, Order, Shop } from './model.ts'
import { commit, restock } from './stock.ts'
import { said, tell } from './work-find.ts'
import type { World } from './world.ts'

/** Takes units out of a fulfillment order into another of the same place. */
export function splitWork(world: World, shop: Shop, order: Order, from: FulfillmentOrder, wanted: readonly LineWish[]): void {
  if (from.status !== 'OPEN') throw new Refusal(409, `Fulfillment order is not in a splittable state (${from.status.toLowerCase()}).`)
  const parts = wanted.map(({ item, sku, quantity }) => ({ quantity, part: from.lines.find(({ line }) => (item ? line.item === item : line.sku === sku)) }))
  for (const { part, quantity } of parts) if (!part || part.remaining < quantity) throw new Refusal(409, 'Invalid fulfillment order line item quantity requested.')
  const made = openFulfillmentOrder(world, shop, order, from.location, from)
  for (const { part, quantity } of parts) if (part) hand(world, shop, from, made, part, quantity)
  if (from.lines.every(({ remaining }) => remaining === 0)) from.status = 'CLOSED'
  tell(world, shop, order, 'FULFILLMENT_ORDERS_SPLIT', [() => ({
    split_line_items: parts.map(({ part, quantity }) => ({ id: gid('FulfillmentOrderLineItem', part?.id ?? 0), quantity })),
    fulfillment_order: said(from), remaining_fulfillment_order: said(made), replacement_fulfillment_order: null,
  })], from, made)
}

/** Puts the open work of one place and method together again; the first stays, the others close. Those that were merged are told by their numbers, the result by its gid. */
export function mergeWork(world: World, shop: Shop, order: Order, works: readonly FulfillmentOrder[]): void {
  const [target, ...others] = works
  if (!target || others.length === 0) throw new Refusal(409, 'At least two fulfillment orders are needed to merge.')
  const unfit = others.find(({ status, location, method, presentedName }) => status !== 'OPEN' || location !== target.location || method !== target.method || presentedName !== target.presentedName)
  if (unfit || target.status !== 'OPEN') throw new Refusal(409, 'The fulfillment orders must be open, and assigned to one location with one delivery method.')
  const merge_intents = works.map(({ id, lines }) => ({ fulfillment_order_id: id, fulfillment_order_line_items: lines.map((part) => ({ id: part.id, quantity: part.remaining })) }))
  for (const from of others) {
    for (const part of from.lines) hand(world, shop, from, target, part, part.remaining)
    from.status = 'CLOSED'
  }
  tell(world, shop, order, 'FULFILLMENT_ORDERS_MERGED', [() => ({ merge_intents, fulfillment_order_merges: { fulfillment_order: said(target) } })], target, ...others)
}

function hand(world: World, shop: Shop, from: FulfillmentOrder, to: FulfillmentOrder, part: FulfillmentOrder['lines'][number], units: number): void {
  if (units === 0) return
  let found = to.lines.find(({ line }) => line === part.line)
  if (!found) to.lines.push(found = { id: world.id(), line: part.line, total: 0, remaining: 0, committed: 0 })
  part.total -= units
  part.remaining -= units
  found.total += units
  found.remaining += units
  restock(world, shop, part, from.location, units)
  commit(world, shop, found, to.location, units)
}
