import { expect, it } from 'vitest'
import { closingLine, count } from './tally.ts'

it('counts a skip with its reason as skipped and one without as failed', () => {
  const tally = count([
    { name: 'a', state: 'passed' },
    { name: 'b', state: 'failed' },
    { name: 'c', state: 'skipped', reason: 'no MongoDB here' },
    { name: 'd', state: 'skipped', reason: undefined },
    { name: 'e', state: 'skipped', reason: '  ' },
  ])
  expect(closingLine(tally)).toBe('1 passed, 3 failed, 1 skipped')
  expect(tally.skips).toEqual([{ name: 'c', reason: 'no MongoDB here' }])
  expect(tally.unexplained).toEqual(['d', 'e'])
})
