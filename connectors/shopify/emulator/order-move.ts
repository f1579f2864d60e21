import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { gid } from './gid.ts'
import type { FulfillmentOrder, Location, Order, Shop } from './model.ts'
import { openFulfillmentOrder } from './order-place.ts'
import { locationFrom } from './reading.ts'
import { commit, restock } from './stock.ts'
import { said, workFrom } from './work-find.ts'
import { secondOf, type World } from './world.ts'

/**
 * `POST /_sandbox/orders/{id}/move`: `{ to, from?, work? }`: the merchant moves what is left to another location (fulfillmentOrderMove). Its
 * units go back to available where they were, and are committed where they go; so a location that has none of them shows below 0.
 * The order's own updatedAt does not move (SHOPIFY-SHIPSTATION A2: "may not touch"): here it never does, which is the harder case.
 */
export function moveOrder(world: World, shop: Shop, order: Order, body: Body): void {
  const to = locationFrom(shop, body['to'])
  const from = locationFrom(shop, body['from'])
  // The texts of observed-errors-and-costs.json, fulfillmentOrderMove.
  if (!to) throw new Refusal(409, 'Location not found.')
  const moving = workFrom(order, body).filter((each) => (from === null || each.location === from) && each.location !== to)
  if (moving.length === 0) throw new Refusal(409, 'Cannot change location.')
  if (moving.some(({ status }) => status === 'IN_PROGRESS')) throw new Refusal(409, 'Cannot move a fulfillment order that has had progress reported. To move a fulfillment order that has had progress reported, the fulfillment order must first be marked as open resolving the ongoing progress state.')
  for (const each of moving) {
    const source = each.location
    const moved = moveWork(world, shop, each, to)
    const placed = (work: FulfillmentOrder): Record<string, unknown> => ({ ...said(work), assigned_location_id: gid('Location', work.location.id) })
    world.emit(shop, 'FULFILLMENT_ORDERS_MOVED', () => ({
      original_fulfillment_order: placed(each), moved_fulfillment_order: placed(moved),
      destination_location_id: gid('Location', to.id), source_location: { id: gid('Location', source.id) },
    }))
  }
}

/** Nothing of it was fulfilled: it moves itself. Else it is closed, and what is left stands in a new one (the payload's own description). */
function moveWork(world: World, shop: Shop, work: FulfillmentOrder, to: Location): FulfillmentOrder {
  const isWhole = work.lines.every(({ total, remaining }) => total === remaining)
  const target = isWhole ? work : openFulfillmentOrder(world, shop, work.order, to, work)
  for (const part of work.lines) {
    const units = part.remaining
    restock(world, shop, part, work.location, units)
    const there = isWhole ? part : { id: world.id(), line: part.line, total: units, remaining: units, committed: 0 }
    if (!isWhole && units > 0) {
      part.remaining = 0
      target.lines.push(there)
    }
    commit(world, shop, there, to, units)
  }
  if (isWhole) work.location = to
  else work.status = 'CLOSED'
  for (const each of [work, target]) each.updatedAt = Math.max(secondOf(world.clock), each.updatedAt + 1000)
  return target
}
