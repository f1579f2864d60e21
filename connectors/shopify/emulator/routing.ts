import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Line, Location, Shop } from './model.ts'

export interface Routed { readonly location: Location; readonly lines: readonly Line[] }

/**
 * Which location ships what: the one that was named; else the first that has everything; else each line from the
 * first that has enough of it, or stocks it at all. (Shopify's rules are the merchant's; these keep an order whole.)
 */
export function routeLines(shop: Shop, wanted: readonly { readonly line: Line; readonly location: Location | null }[]): Routed[] {
  const locations = [...shop.locations.values()]
  const first = locations[0]
  if (!first) throw new Refusal(409, 'the shop has no location')
  const free = wanted.filter(({ location }) => location === null).map(({ line }) => line)
  const whole = locations.find((location) => free.every((line) => has(line, location)))
  const parts = new Map<Location, Line[]>()
  for (const { line, location } of wanted) {
    const chosen = location ?? whole ?? locations.find((candidate) => has(line, candidate)) ?? locations.find((candidate) => stocks(line, candidate)) ?? first
    parts.set(chosen, [...(parts.get(chosen) ?? []), line])
  }
  return [...parts].map(([location, lines]) => ({ location, lines }))
}

function has({ item, current }: Line, location: Location): boolean {
  if (!item?.tracked) return true
  return (item.levels.get(location.id)?.available ?? Number.NEGATIVE_INFINITY) >= current
}

function stocks({ item }: Line, location: Location): boolean {
  return item?.levels.has(location.id) ?? false
}
