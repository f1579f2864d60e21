import type { Fault } from './fault.ts'

/** An order as the far end shows it. Units by SKU. */
export interface FarOrder {
  readonly id: string
  readonly name: string
  readonly fulfillments: readonly { readonly numbers: readonly string[]; readonly units: Readonly<Record<string, number>> }[]
}

/** What must have become of an order, as the world that placed, edited, cancelled and shipped it knows. */
export interface Expected {
  readonly id: string
  /** shipped: must stand fulfilled · none: must never · less: the shop asked for fewer after pick, and what it still has open of what left must stand · either: the far end and the floor crossed each other, both are honest */
  readonly end: 'shipped' | 'none' | 'less' | 'either'
  /** Units by SKU that left the building, with the number they left under. */
  readonly parcels: readonly { readonly number: string; readonly units: Readonly<Record<string, number>> }[]
  /** What the shop asked for at any moment at which the floor may have read it; one of them must have left. `less`: at any moment. */
  readonly versions: readonly Readonly<Record<string, number>>[]
}

/** Every order at the far end against what really happened to it. */
export function judgeOrders(far: readonly FarOrder[], expected: readonly Expected[]): Fault[] {
  return expected.flatMap((one) => {
    const order = far.find(({ id }) => id === one.id)
    const faults: Fault[] = order ? judgeOrder(order, one) : [{ name: 'not_fulfilled', text: `${one.id} is not at the far end` }]
    return faults.map((fault) => ({ ...fault, order: one.id }))
  })
}

function judgeOrder(order: FarOrder, expected: Expected): Fault[] {
  const there = sumOf(order.fulfillments.map(({ units }) => units))
  const left = sumOf(expected.parcels.map(({ units }) => units))
  const told = order.fulfillments.length > 0
  if (expected.end === 'none') {
    return told ? [{ name: 'cancelled_fulfilled', text: `${order.name} was cancelled before pick and is fulfilled: ${show(there)}` }] : []
  }
  if (expected.end === 'either' && !told) return []
  const stands = expected.end === 'less' ? expected.versions.map((version) => least(left, version)) : [left]
  if (!told && expected.end === 'less' && stands.some((units) => isSame(units, {}))) return []
  if (!told || expected.parcels.length === 0) {
    return [{ name: 'not_fulfilled', text: `${order.name}: ${told ? 'is fulfilled and never left' : expected.parcels.length > 0 ? 'left and is not fulfilled' : 'never left'}` }]
  }
  const faults: Fault[] = []
  for (const [sku, count] of Object.entries(there)) {
    if (count > (left[sku] ?? 0)) faults.push({ name: 'fulfilled_twice', text: `${order.name}: ${count} of ${sku} fulfilled, ${left[sku] ?? 0} left the building` })
  }
  if (faults.length === 0 && !stands.some((units) => isSame(there, units))) faults.push({ name: 'wrong_quantities', text: `${order.name}: fulfilled ${show(there)}, left the building ${show(left)}` })
  if (expected.end === 'shipped' && !expected.versions.some((version) => isSame(version, left))) {
    faults.push({ name: 'wrong_quantities', text: `${order.name}: left the building ${show(left)}, the shop asked for ${expected.versions.map(show).join(' or ')}` })
  }
  const shown = order.fulfillments.flatMap(({ numbers }) => numbers).toSorted()
  const real = expected.parcels.map(({ number }) => number).toSorted()
  if (shown.join() !== real.join()) faults.push({ name: 'wrong_number', text: `${order.name}: the far end shows ${shown.join(', ') || 'no number'}, the parcel has ${real.join(', ')}` })
  return faults
}

function sumOf(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const units of all) for (const [sku, count] of Object.entries(units)) sum[sku] = (sum[sku] ?? 0) + count
  return sum
}

const least = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(one).map(([sku, count]) => [sku, Math.min(count, other[sku] ?? 0)]))

function isSame(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every((sku) => (a[sku] ?? 0) === (b[sku] ?? 0))
}

const show = (units: Readonly<Record<string, number>>): string => Object.entries(units).map(([sku, count]) => `${count}×${sku}`).join(' ') || 'nothing'
