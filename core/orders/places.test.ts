import { describe, expect, it } from 'vitest'
import { countedAt, placed } from './places.ts'

const part = (location: string | null, quantity: number) => ({ work: `${location}`, location, quantity })

describe('units to be shipped', () => {
  it.each<[string, [string | null, number][], number, [string | null, number][]]>([
    ['one location', [['A', 3]], 3, [['A', 3]]],
    ['two locations', [['A', 2], ['B', 1]], 3, [['A', 2], ['B', 1]]],
    ['two pieces of work at one location', [['A', 2], ['A', 1]], 3, [['A', 3]]],
    ['more than stands open: the rest anywhere', [['A', 2]], 5, [['A', 2], [null, 3]]],
    ['fewer than stand open', [['A', 2], ['B', 2]], 3, [['A', 2], ['B', 1]]],
    ['nothing open at a store', [], 2, [[null, 2]]],
    ['nothing to ship', [['A', 2]], 0, []],
  ])('%s', (_name, parts, units, expected) => {
    expect(placed(parts.map(([at, quantity]) => part(at, quantity)), units)).toEqual(expected.map(([location, at]) => ({ location, units: at })))
  })
})

describe('S2.16: units that a store surely counts', () => {
  it.each<[string, [string | null, number][], number, [string | null, number][]]>([
    ['all of one location', [['A', 3]], 3, [['A', 3]]],
    ['over two locations, each its own: one that is not mapped masks nothing at the other', [['A', 2], ['B', 1]], 3, [['A', 2], ['B', 1]]],
    ['some are told: at one location the rest', [['A', 3]], 1, [['A', 1]]],
    ['some are told and nobody says where: each may have lost them', [['A', 3], ['B', 2]], 4, [['A', 2], ['B', 1]]],
    ['left under our number though we told nothing: no more than stands open', [['A', 1]], 3, [['A', 1]]],
    ['nothing stands open any more', [], 3, []],
    ['all told', [['A', 3]], 0, []],
    ['more told than open', [['A', 1], ['B', 1]], -2, []],
  ])('%s', (_name, parts, units, expected) => {
    expect(countedAt(parts.map(([at, quantity]) => part(at, quantity)), units)).toEqual(expected.map(([location, at]) => ({ location, units: at })))
  })
})
