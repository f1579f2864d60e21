import type { ShopifyState } from '../../../connectors/shopify/emulator/index.ts'
import { sumOf } from '../books.ts'
import { catalogOf, farOrders } from '../shop.ts'
import type { Watch } from '../watch.ts'
import type { Fault } from './fault.ts'
import type { Ledger } from './ledger.ts'
import { type Expected, judgeOrders } from './orders.ts'
import { numberOf } from './requests.ts'
import { judgeLevelWrites, judgeRepeats } from './writes.ts'

export interface Evidence {
  readonly state: ShopifyState
  readonly expected: readonly Expected[]
  readonly wrongPicks: readonly string[]
  readonly ledger: Ledger
  readonly watch: Watch
  /** Ids of deliveries that were answered 200. */
  readonly acknowledged: readonly string[]
}

/** How long after a request a late effect may come (vendor-faults.json). */
const LATEST_EFFECT = 8_000

/** Everything that is wrong. Empty: the far end stands as it should, and nothing went wrong on the way there. */
export function verdict({ state, expected, wrongPicks, ledger, watch, acknowledged }: Evidence): Fault[] {
  const catalog = catalogOf(state)
  return [
    ...judgeOrders(farOrders(state), expected),
    ...wrongPicks.map((text): Fault => ({ name: 'cancelled_picked', text })),
    ...judgeRepeats(state.log, catalog),
    ...judgeLevelWrites(state.log, catalog, ledger, LATEST_EFFECT),
    ...judgeLevels(state, expected, ledger),
    ...watch.faults,
    ...acknowledged.filter((id) => !watch.hasDelivery(id)).map((id): Fault => ({ name: 'lost_delivery', text: `${id} was answered 200 and is not in the database` })),
  ]
}

/**
 * Every number that the shop shows is what is free: on hand, less all that is sold and has not left, less what left and the shop
 * still counts as sold because it cannot be told (refused, poisoned): for that the hub must believe the shop.
 */
function judgeLevels({ levels, orders }: ShopifyState, expected: readonly Expected[], ledger: Ledger): Fault[] {
  const left = new Set(expected.filter(({ parcels }) => parcels.length > 0).map(({ id }) => id))
  const untold = sumOf(orders.filter(({ id }) => left.has(numberOf(id))).map(({ id, fulfillmentOrders }) => {
    const open = sumOf(fulfillmentOrders.flatMap(({ lines }) => lines.map((line) => ({ [line.sku ?? '']: line.remaining }))))
    return Object.fromEntries(Object.entries(open).map(([sku, units]) => [sku, Math.max(0, units - (ledger.soldOf(numberOf(id))[sku] ?? 0))]))
  }))
  return levels.flatMap(({ sku, available }) => {
    const name = sku ?? ''
    const free = Math.max(0, ledger.free(name) - (untold[name] ?? 0))
    return available === free ? [] : [{ name: 'level_wrong_at_end' as const, text: `${name} shows ${available}, not ${free}: ${ledger.onHand(name)} on hand, ${ledger.onHand(name) - ledger.free(name)} sold, ${untold[name] ?? 0} left and not told` }]
  })
}
