import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lowerBound, matches, parseQuery, type Term } from './search.ts'

const knows = (...facts: string[]) => ({ field, comparator, value }: Term): boolean | null => (field === 'x' || field === null ? null : facts.includes(`${field}${comparator}${value}`))

describe('the search syntax', () => {
  it.each([
    ['a:1', true], ['a:2', false], ['-a:2', true], ['NOT a:1', false], ['a:1 b:2', true], ['a:1 AND b:3', false], ['a:9 OR b:2', true],
    ['(a:9 OR b:2) c:3', false], ['a:1 AND (b:2 OR c:3)', true], ["a:'1'", true], ['a:"1"', true], ['d:>=5', true], ["d:>='5'", true], ['d:>5', false],
    ['', true], ['x:1', true], ['NOT x:1', true], ['x:1 a:2', false], ['x:1 OR a:2', false], ["e:'two words' a:1", true], ["t:>='2026-11-20T10:00:00Z'", true],
    ['a:1 AND', true], ['OR', true], ['a:1)', true], ['((a:1', true],
  ])('%j: %s', (query, is) => {
    expect(matches(parseQuery(query), knows('a=1', 'b=2', 'd>=5', 'e=two words', 't>=2026-11-20T10:00:00Z'))).toBe(is)
  })

  it('says where to begin, where the whole query does', () => {
    const bound = (query: string): number | null => lowerBound(parseQuery(query), 'a', Number)
    expect([bound('a:>=5'), bound('a:>5 b:1'), bound('a:7'), bound('a:>=5 AND a:>=9')]).toEqual([5, 5, 7, 9])
    expect([bound('a:<5'), bound('a:>=5 OR b:1'), bound('-a:>=5'), bound(''), bound('a:>=x')]).toEqual([null, null, null, null, null])
  })

  it('reads anything', () => {
    const any = fc.property(fc.string(), (text) => typeof matches(parseQuery(text), () => true) === 'boolean')
    const mixed = fc.property(fc.array(fc.constantFrom('(', ')', 'AND', 'OR', 'NOT', 'a:1', '-b:2', "c:'", '"', ':'), { maxLength: 12 }), (parts) =>
      typeof matches(parseQuery(parts.join(' ')), () => false) === 'boolean')
    expect(() => fc.assert(any)).not.toThrow()
    expect(() => fc.assert(mixed)).not.toThrow()
  })
})
