import { expect, it } from 'vitest'
import { machineRandom } from './random.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

it('gives no bytes twice, and what it gave is nobody else\'s to change', () => {
  const given = Array.from({ length: 5_000 }, () => machineRandom.bytes(12))
  const before = given.map(hex)
  expect(new Set(before).size).toBe(given.length)
  given[0]?.fill(0)
  expect(given.slice(1).map(hex)).toEqual(before.slice(1))
})

it('gives as many as were asked for', () => {
  expect([1, 12, 16, 32, 64, 65, 5_000].map(size => machineRandom.bytes(size).length)).toEqual([1, 12, 16, 32, 64, 65, 5_000])
})

it('gives ids of version 7 that only rise, thousands within a millisecond', () => {
  const began = Date.now()
  const ids = Array.from({ length: 20_000 }, () => machineRandom.id())
  expect(ids).toEqual(ids.toSorted())
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter(id => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual([])
  expect(Math.abs(Number.parseInt(ids[0]?.replace('-', '').slice(0, 12) ?? '', 16) - began)).toBeLessThan(1_000)
})
