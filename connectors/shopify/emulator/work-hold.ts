import { Refusal } from '../../kit/emulator/refusal.ts'
import type { FulfillmentOrder, Hold, Order, Shop } from './model.ts'
import { said, tell } from './work-find.ts'
import type { World } from './world.ts'

/** Ten at most (HoldInput's own description); what is scheduled or on its way cannot be held. */
const MOST = 10

/** Holds work as a merchant or another app does: a fulfillment order may be held for several reasons at once. */
export function holdWork(world: World, shop: Shop, order: Order, works: readonly FulfillmentOrder[], why: Omit<Hold, 'id'>): void {
  const unfit = works.find(({ status, holds }) => (status !== 'OPEN' && status !== 'ON_HOLD') || holds.length >= MOST)
  if (unfit) throw new Refusal(409, `The fulfillment order is not in an open state (${unfit.status.toLowerCase()}, ${unfit.holds.length} holds).`)
  for (const work of works) {
    work.holds = [...work.holds, { id: world.id(), ...why }]
    work.status = 'ON_HOLD'
  }
  tell(world, shop, order, 'FULFILLMENT_ORDERS_PLACED_ON_HOLD', works.map((work) => () => ({ fulfillment_order: said(work) })), ...works)
}

/** Takes back the holds of one reason, or all; released is what has none left. */
export function releaseWork(world: World, shop: Shop, order: Order, works: readonly FulfillmentOrder[], reason: string | null): void {
  const held = works.filter(({ holds }) => holds.some((hold) => reason === null || hold.reason === reason))
  if (held.length === 0) throw new Refusal(409, 'the order has no fulfillment order that is on_hold')
  for (const work of held) {
    work.holds = reason === null ? [] : work.holds.filter((hold) => hold.reason !== reason)
    if (work.holds.length === 0) work.status = 'OPEN'
  }
  tell(world, shop, order, 'FULFILLMENT_ORDERS_HOLD_RELEASED', held.map((work) => () => ({ fulfillment_order: said(work) })), ...held)
}
