import { expect, it } from 'vitest'
import { seededRandom } from './random.ts'

const draw = (seed: number | string): number[] => {
  const random = seededRandom(seed)
  return Array.from({ length: 1000 }, () => random.next())
}

it('gives the same for the same seed, another for another', () => {
  expect(draw(1)).toEqual(draw(1))
  expect(draw('demo')).toEqual(draw('demo'))
  expect(draw(1)).not.toEqual(draw(2))
  expect(draw(1).every((number) => number >= 0 && number < 1)).toBe(true)
  expect(new Set(draw(0)).size).toBeGreaterThan(990)
})

it('draws nothing for what is certain, so that a fault that is off moves no other', () => {
  const [one, other] = [seededRandom(5), seededRandom(5)]
  expect([one.chance(0), one.chance(1)]).toEqual([false, true])
  expect(one.next()).toBe(other.next())
})

it('forks streams that do not move one another', () => {
  const one = seededRandom(5)
  const first = one.fork('faults').next()
  one.next()
  expect(one.fork('faults').next()).toBe(first)
  expect(one.fork('data').next()).not.toBe(first)
})

it('stays within its bounds', () => {
  const random = seededRandom(9)
  const drawn = Array.from({ length: 500 }, () => random.integer(3, 5))
  expect(new Set(drawn)).toEqual(new Set([3, 4, 5]))
  expect(random.hex(32)).toMatch(/^[0-9a-f]{32}$/)
  expect(['a', 'b']).toContain(random.pick(['a', 'b']))
})
