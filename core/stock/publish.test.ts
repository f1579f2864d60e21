import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { needVectors, vectorsFolder } from '../../test/support/need.ts'
import { levelOff } from './level.ts'
import { publish, type StockPicture } from './publish.ts'

interface Case {
  name: string
  centers: Record<string, [number, number]>
  locations: Record<string, string[]>
  buffer?: number
  open: { order: string; units: number; center?: string; location?: string; pinned?: boolean; store?: string }[]
  committed?: Record<string, number>
  known?: Record<string, number>
  knownSomewhere?: number
  expect: Record<string, number>
}

const storeOf = (location: string) => (location.includes('/') ? location.slice(0, location.indexOf('/')) : 'store')

const pictureOf = (worked: Case): StockPicture => ({
  centers: Object.entries(worked.centers).map(([id, [fulfillable, held]]) => ({ id, fulfillable, held })),
  locations: Object.entries(worked.locations).map(([id, centers]) => ({ id, store: storeOf(id), centers, buffer: worked.buffer ?? 0, committed: worked.committed?.[id] ?? 0 })),
  open: worked.open.map(({ units, center, pinned, location }) => ({ units, center: center ?? null, pinned: pinned ?? false, location: location ?? null })),
  known: [
    ...Object.entries(worked.known ?? {}).map(([location, units]) => ({ store: storeOf(location), location, units })),
    ...(worked.knownSomewhere ? [{ store: 'store', location: null, units: worked.knownSomewhere }] : []),
  ],
})

const folder = vectorsFolder()
const cases = folder ? (JSON.parse(readFileSync(join(folder, 'own/published-stock.json'), 'utf8')) as { cases: Case[] }).cases : []

it('S2.16: a center that is named twice at a location is counted once', () => {
  const picture = { centers: [{ id: 'A', fulfillable: 5, held: 1 }], locations: [{ id: 'L', store: 's', centers: ['A', 'A'], buffer: 0, committed: 0 }], open: [], known: [] }
  expect(publish(picture).get('L')).toBe(4)
})

describe('the worked cases of published stock (S2.16)', () => {
  it('are all here', (ctx) => {
    needVectors(ctx)
    expect(cases.length).toBeGreaterThanOrEqual(30)
  })

  it.each(cases)('$name', (worked) => {
    expect(Object.fromEntries(publish(pictureOf(worked)))).toEqual(worked.expect)
  })
})

const units = fc.integer({ min: 0, max: 12 })
const center = fc.constantFrom('A', 'B', 'C', 'D')
const place = fc.constantFrom('s1/L', 's1/M', 's2/N')
const pictures: fc.Arbitrary<StockPicture> = fc.record({
  centers: fc.tuple(...['A', 'B', 'C'].map(id => fc.record({ id: fc.constant(id), fulfillable: units, held: units }))),
  locations: fc.tuple(units, units, units, fc.integer({ min: 0, max: 3 }), fc.constantFrom(['A'], ['A', 'B'], ['B', 'C'], ['A', 'B', 'C']), fc.constantFrom(['C'], [] as string[]))
    .map(([one, two, three, buffer, first, second]) => [
      { id: 's1/L', store: 's1', centers: first, buffer, committed: one },
      { id: 's1/M', store: 's1', centers: (first as readonly string[]).includes('C') ? [] : second, buffer, committed: two },
      { id: 's2/N', store: 's2', centers: ['A', 'C'], buffer: 0, committed: three },
    ]),
  open: fc.array(fc.record({ units, center: fc.option(center), pinned: fc.boolean(), location: fc.option(place) }).map(line => ({ ...line, pinned: line.pinned && line.center !== null })), { maxLength: 6 }),
  known: fc.array(fc.record({ store: fc.constantFrom('s1', 's2'), location: fc.option(place), units }).map(line => ({ ...line, location: line.location?.startsWith(line.store) ? line.location : null })), { maxLength: 4 }),
})

/** The same again, unit by unit and by other means: no level is worked out, no sum is taken ahead. */
function publishSlowly({ centers, locations, open, known }: StockPicture): Record<string, number> {
  const free: Record<string, number> = Object.fromEntries(centers.map(({ id, fulfillable, held }) => [id, fulfillable - held]))
  const fullest = (among: readonly string[]) => among.filter(id => (free[id] ?? 0) > 0).toSorted((a, b) => free[b]! - free[a]! || a.localeCompare(b))[0]
  const everywhere = Object.keys(free)
  let spilled = 0
  let anywhere = 0
  const at: Record<string, number> = {}
  for (const line of open.filter(({ pinned }) => pinned)) {
    for (let unit = 0; unit < line.units; unit += 1) if ((free[line.center!] ?? 0) > 0) free[line.center!]! -= 1
  }
  for (const line of open.filter(({ pinned }) => !pinned)) {
    if (line.center !== null && line.center in free) free[line.center]! -= line.units
    else if (line.location !== null && locations.some(({ id }) => id === line.location)) at[line.location] = (at[line.location] ?? 0) + line.units
    else anywhere += line.units
  }
  for (const store of ['s1', 's2']) {
    const mine = locations.filter(location => location.store === store).toSorted((a, b) => b.committed - a.committed || a.id.localeCompare(b.id))
    const left = mine.map(({ id, committed }) => Math.max(0, committed - known.filter(line => line.store === store && line.location === id).reduce((sum, line) => sum + line.units, 0)))
    for (let unit = known.filter(line => line.store === store && line.location === null).reduce((sum, line) => sum + line.units, 0); unit > 0; unit -= 1) {
      const first = left.findIndex(units => units > 0)
      if (first >= 0) left[first]! -= 1
    }
    mine.forEach(({ id }, index) => { at[id] = (at[id] ?? 0) + left[index]! })
  }
  for (const id of Object.keys(at).toSorted()) {
    for (let unit = 0; unit < at[id]!; unit += 1) {
      const from = fullest(locations.find(location => location.id === id)!.centers)
      if (from) free[from]! -= 1
      else spilled += 1
    }
  }
  for (; anywhere > 0; anywhere -= 1) {
    const from = fullest(everywhere)
    if (from) free[from]! -= 1
    else spilled += 1
  }
  for (const id of everywhere) for (; free[id]! < 0; free[id]! += 1) spilled += 1
  for (; spilled > 0; spilled -= 1) {
    const from = fullest(everywhere)
    if (from) free[from]! -= 1
  }
  return Object.fromEntries(locations.map(({ id, centers: behind, buffer }) => [id, Math.max(0, behind.reduce((sum, center) => sum + (free[center] ?? 0), 0) - buffer)]))
}

describe('published stock, whatever the picture', () => {
  it('is what a second calculation, unit by unit, finds', () => {
    fc.assert(fc.property(pictures, picture => { expect(Object.fromEntries(publish(picture))).toEqual(publishSlowly(picture)) }), { numRuns: 2_000 })
  })

  it('is never more than what is free of it, at one location or over all of a store (S0.5, I14)', () => {
    fc.assert(fc.property(pictures, picture => {
      const told = publish(picture)
      for (const store of ['s1', 's2']) {
        const own = picture.locations.filter(location => location.store === store)
        const ids = new Set(own.flatMap(({ centers }) => centers))
        const free = picture.centers.filter(({ id }) => ids.has(id)).reduce((sum, { fulfillable, held }) => sum + Math.max(0, fulfillable - held), 0)
        expect(own.reduce((sum, { id }) => sum + (told.get(id) ?? 0), 0)).toBeLessThanOrEqual(free)
      }
      const open = picture.open.filter(({ pinned }) => !pinned).reduce((sum, line) => sum + line.units, 0)
      const all = picture.centers.reduce((sum, { fulfillable, held }) => sum + fulfillable - held, 0)
      for (const { id } of picture.locations) expect(told.get(id)).toBeLessThanOrEqual(Math.max(0, all - open))
    }))
  })

  it('does not depend on the order in which anything is told', () => {
    fc.assert(fc.property(pictures, fc.integer(), (picture, seed) => {
      const mixed = <T>(list: readonly T[]): T[] => list.map((item, at) => ({ item, by: ((at + 1) * 7919 + seed) % 101 })).toSorted((a, b) => a.by - b.by).map(({ item }) => item)
      const other = { centers: mixed(picture.centers), locations: mixed(picture.locations), open: mixed(picture.open), known: mixed(picture.known) }
      expect(Object.fromEntries(publish(other))).toEqual(Object.fromEntries(publish(picture)))
    }))
  })

  it('takes a million units off as fast as one', () => {
    const places = Array.from({ length: 50 }, (_, at) => ({ id: String(at).padStart(2, '0'), free: 1_000_000 + at }))
    expect(levelOff(places, 25_000_000)).toBe(0)
    expect(places.reduce((sum, { free }) => sum + free, 0)).toBe(25_000_000 + 1_225)
  })
})

describe('units of a known order at a location that is not told here', () => {
  const picture = (location: string | null): StockPicture => ({
    centers: [{ id: 'A', fulfillable: 10, held: 1 }], open: [],
    locations: [{ id: 's1/L', store: 's1', centers: ['A'], buffer: 0, committed: 1 }],
    known: [{ store: 's1', location, units: 1 }],
  })
  it('do not stand for what the store sold at one that is', () => {
    expect(publish(picture('s1/unmapped')).get('s1/L')).toBe(8)
    expect(publish(picture(null)).get('s1/L')).toBe(9)
  })
})
