import type { SeenLevel, SoldOrder } from './stand-in.ts'

/** What the vendor must show of an order in the end: units by SKU, under numbers of ours, of a hand, or none at all; `numbers`: how many, where it was said. */
export interface Wanted { readonly units: Readonly<Record<string, number>>; readonly by: 'us' | 'hand' | 'nobody'; readonly numbers?: number }
export interface Expected extends Wanted { readonly name: string; readonly feature: string }

/** The form of the numbers that the floor prints. */
const OURS = /^1Z/

/** By what the vendor shows, and nothing of ours. */
export function orderFaults(one: SoldOrder, wanted: Expected | undefined): string[] {
  if (!wanted) return [`${one.name} was never placed`]
  const said = `${wanted.name} (${wanted.feature})`
  const skus = new Map(one.lines.map(({ id, sku }) => [id, sku ?? '']))
  const shipped: Record<string, number> = {}
  const numbers = new Set<string>()
  for (const made of one.fulfillments) {
    if (made.status !== 'SUCCESS') continue
    const isOurs = made.numbers.every((number) => OURS.test(number))
    if (made.numbers.length === 0 || isOurs !== (wanted.by === 'us')) return [`${said} stands fulfilled under ${made.numbers.join(', ') || 'no number'}`]
    for (const number of made.numbers) numbers.add(number)
    for (const { lineId, quantity } of made.lines) shipped[skus.get(lineId) ?? ''] = (shipped[skus.get(lineId) ?? ''] ?? 0) + quantity
  }
  const units = wanted.by === 'nobody' ? {} : Object.fromEntries(Object.entries(wanted.units).filter(([, quantity]) => quantity > 0))
  if (inOrder(shipped) !== inOrder(units)) return [`${said} has ${inOrder(shipped)} shipped, wanted ${inOrder(units)}`]
  return wanted.numbers === undefined || numbers.size === wanted.numbers ? [] : [`${said} has the numbers ${[...numbers].join(', ')}, wanted ${wanted.numbers}`]
}

const inOrder = (all: Readonly<Record<string, number>>): string => JSON.stringify(Object.entries(all).toSorted(([a], [b]) => (a < b ? -1 : 1)))

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
