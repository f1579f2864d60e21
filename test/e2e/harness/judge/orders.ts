import type { SoldOrder, Truth } from './stand-in.ts'

/** What the shopper knows of an order: what is wanted of it in the end, by SKU. */
export interface Bought { id: string; name: string; wanted: ReadonlyMap<string, number>; end: 'shipped' | 'cancelled' | 'shipped by hand' }

/**
 * Every order that was not cancelled is fulfilled once, with the right quantities and the numbers that the floor printed for it; a cancelled
 * one never. `printed`: numbers by the store's name of the order. `parts`: into how many locations' work the store divided it, each of which
 * it has fulfilled apart; one, where nothing else is said. Answers what is wrong, in words.
 */
export function judgeOrders(orders: readonly SoldOrder[], bought: readonly Bought[], printed: ReadonlyMap<string, readonly string[]>, parts: ReadonlyMap<string, number> = new Map()): string[] {
  const faults: string[] = []
  const known = new Map(bought.map((each) => [each.id, each]))
  const owners = new Map<string, string>()
  for (const order of orders) {
    const wish = known.get(order.id)
    if (!wish) faults.push(`${order.name}: nobody bought it`)
    else faults.push(...judgeOrder(order, wish, printed.get(order.name) ?? [], parts.get(order.id) ?? 1).map((fault) => `${order.name}: ${fault}`))
    for (const number of new Set(order.fulfillments.flatMap(({ numbers }) => numbers))) {
      const other = owners.get(number)
      if (other !== undefined) faults.push(`${number} stands on ${other} and on ${order.name}`)
      owners.set(number, order.name)
    }
  }
  const there = new Set(orders.map(({ id }) => id))
  return [...faults, ...bought.filter(({ id }) => !there.has(id)).map(({ name }) => `${name}: is not at the store`)]
}

function judgeOrder(order: SoldOrder, wish: Bought, printed: readonly string[], parts: number): string[] {
  const made = order.fulfillments.filter(({ status }) => status === 'SUCCESS')
  if (wish.end === 'cancelled') return made.length > 0 ? [`cancelled, and ${made.length} times fulfilled`] : order.cancelledAt === null ? ['the store does not show it as cancelled'] : []
  const faults: string[] = []
  const units = new Map<string, number>()
  for (const { lineId, quantity } of made.flatMap(({ lines }) => lines)) units.set(lineId, (units.get(lineId) ?? 0) + quantity)
  for (const { id, sku, currentQuantity } of order.lines) {
    const wanted = wish.wanted.get(sku ?? '') ?? 0
    if (currentQuantity !== wanted) faults.push(`${sku}: the store sells ${currentQuantity}, the shopper wants ${wanted}`)
    if ((units.get(id) ?? 0) !== wanted) faults.push(`${sku}: ${units.get(id) ?? 0} of ${wanted} fulfilled`)
  }
  if (order.status !== 'FULFILLED') faults.push(`shown as ${order.status}`)
  if (wish.end === 'shipped by hand') return faults
  const numbers = [...new Set(made.flatMap(({ numbers: each }) => each))]
  if (made.length !== parts || made.some(({ numbers: each }) => each.length === 0)) faults.push(`${made.length} fulfillments`)
  if (numbers.toSorted().join() !== printed.toSorted().join()) faults.push(`shows ${numbers.join(', ') || 'no number'}, printed was ${printed.join(', ') || 'none'}`)
  return faults
}

/** Into how many locations' work the store divided each order. */
export function partsOf({ orders }: Pick<Truth, 'orders'>): Map<string, number> {
  return new Map(orders.map(({ id, fulfillmentOrders }) => [id, new Set(fulfillmentOrders.filter(({ lines }) => lines.some(({ total }) => total > 0)).map(({ location }) => location)).size]))
}
