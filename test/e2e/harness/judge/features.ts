import type { SeenLevel, SoldOrder } from './stand-in.ts'

/** What the vendor must show of an order in the end: units by SKU under numbers of ours, and of a hand; `numbers`: how many of ours, where it was said. */
export interface Wanted { readonly units: Readonly<Record<string, number>>; readonly byHand?: Readonly<Record<string, number>>; readonly numbers?: number }
export interface Expected extends Wanted { readonly name: string; readonly feature: string }

/** The form of the numbers that the floor prints. */
const OURS = /^1Z/

/** By what the vendor shows, and nothing of ours. */
export function orderFaults(one: SoldOrder, wanted: Expected | undefined): string[] {
  if (!wanted) return [`${one.name} was never placed`]
  const said = `${wanted.name} (${wanted.feature})`
  const skus = new Map(one.lines.map(({ id, sku }) => [id, sku ?? '']))
  const shipped = { us: {} as Record<string, number>, hand: {} as Record<string, number> }
  const numbers = new Set<string>()
  for (const made of one.fulfillments) {
    if (made.status !== 'SUCCESS') continue
    const isOurs = made.numbers.every((number) => OURS.test(number))
    if (made.numbers.length === 0) return [`${said} stands fulfilled under no number`]
    if (isOurs) for (const number of made.numbers) numbers.add(number)
    const units = isOurs ? shipped.us : shipped.hand
    for (const { lineId, quantity } of made.lines) units[skus.get(lineId) ?? ''] = (units[skus.get(lineId) ?? ''] ?? 0) + quantity
  }
  const faults = ([['us', wanted.units], ['hand', wanted.byHand ?? {}]] as const).flatMap(([who, units]) => (inOrder(shipped[who]) === inOrder(units) ? [] : [`${said} has ${inOrder(shipped[who])} shipped by ${who}, wanted ${inOrder(units)}`]))
  const isMany = wanted.numbers !== undefined && inOrder(wanted.units) !== inOrder({}) && numbers.size !== wanted.numbers
  return isMany ? [...faults, `${said} has the numbers ${[...numbers].join(', ')}, wanted ${wanted.numbers}`] : faults
}

const inOrder = (all: Readonly<Record<string, number>>): string => JSON.stringify(Object.entries(all).filter(([, units]) => units > 0).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/**
 * Where nothing is under way any more: what the store may sell and what it has sold and not sent are together what lies on the shelves. `left`: what
 * lies there, by SKU and location, as the floor knows it.
 */
export function levelFaults(levels: readonly SeenLevel[], left: (sku: string, location: string) => number): string[] {
  return levels.flatMap(({ sku, location, available, committed }) => {
    if (sku === null) return []
    const lies = left(sku, location)
    return available + committed === lies ? [] : [`${sku} at ${location}: ${available} available and ${committed} committed, ${lies} on the shelves`]
  })
}
