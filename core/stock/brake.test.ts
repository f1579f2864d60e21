import { expect, it } from 'vitest'
import { brake, type Looked, type Telling } from './brake.ts'

const tellings = (count: number, change: Partial<Telling<number>> = {}): Telling<number>[] =>
  Array.from({ length: count }, (_, of) => ({ location: 'L', from: 5, to: 0, explained: false, of, ...change }))
const NOTHING = new Map<string, Looked>()

it.each([
  { name: 'ten of ten unexplained zeros are kept back', zeros: tellings(10), published: 10, held: 10 },
  { name: 'nine are few', zeros: tellings(9), published: 9, held: 0 },
  { name: 'ten of fifty-one are less than a fifth', zeros: tellings(10), published: 51, held: 0 },
  { name: 'ten of fifty are a fifth', zeros: tellings(10), published: 50, held: 10 },
  { name: 'what the journal or the orders say is told', zeros: tellings(30, { explained: true }), published: 30, held: 0 },
  { name: 'what shows nothing already is no news', zeros: tellings(30, { from: 0 }), published: 30, held: 0 },
  { name: 'less is not nothing', zeros: tellings(30, { to: 1 }), published: 30, held: 0 },
])('the brake on mass zeros: $name (S2.18)', ({ zeros, published, held }) => {
  expect(brake(zeros, NOTHING, new Map([['L', published]])).held).toHaveLength(held)
})

it('looks at each location by itself', () => {
  const zeros = [...tellings(10), ...tellings(5, { location: 'M' })]
  expect(brake(zeros, NOTHING, new Map([['L', 20], ['M', 5]])).held).toHaveLength(10)
})

it.each([
  { name: 'a short last part is judged with all before it, not by itself', parts: [[...tellings(10_000, { to: 4 })], [...tellings(10), ...tellings(30, { to: 4 })]], held: [0, 0] },
  { name: 'a first part that is all zeros is kept back though others follow', parts: [tellings(10_000), tellings(90_000, { to: 4 })], held: [10_000, 0] },
  { name: 'parts that come to a fifth together are kept back from there on', parts: [[...tellings(15), ...tellings(85, { to: 4 })], [...tellings(40), ...tellings(60, { to: 4 })]], held: [0, 40] },
])('a full pass in parts: $name (S2.18)', ({ parts, held }) => {
  let before: ReadonlyMap<string, Looked> = NOTHING
  expect(parts.map(part => {
    const judged = brake(part, before)
    before = judged.looked
    return judged.held.length
  })).toEqual(held)
})
