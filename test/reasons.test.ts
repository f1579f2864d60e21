import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REASON_CODES } from '../core/model/status.ts'
import { reason } from '../core/orders/reasons.ts'
import { UNTOLD } from '../core/stock/untold.ts'

const page = readFileSync(new URL('../docs/reasons.md', import.meta.url), 'utf8')
const rows = page.split('\n')
  .flatMap(line => {
    const row = /^\| `(?<code>\w+)` \| (?<says>[^|]+) \| (?<frees>[^|]+) \| (?<who>[^|]+) \|$/.exec(line)?.groups
    return row ? [row] : []
  })

describe('docs/reasons.md', () => {
  it('S1.23: names every code, and no code that is not', () => {
    expect(rows.map(row => row['code'])).toEqual([...REASON_CODES])
  })

  it('S2.31: says of each what frees the order, and who can, as the order itself says it', () => {
    const raised = rows.filter(row => row['who']?.trim() !== '–')
    expect(raised.length).toBeGreaterThan(10)
    for (const row of raised) {
      const said = reason(REASON_CODES.find(code => code === row['code']) ?? 'manual_hold')
      expect({ frees: row['frees']?.trim(), who: row['who']?.trim() }, row['code']).toEqual({ frees: said.needs, who: said.who })
    }
  })

  it('S2.19: names every code that keeps a number back, as the number itself says it, and no other', () => {
    const told = page.split('\n').map(line => /^\| `(?<code>\w+)` \| (?<ends>yes|no) \| (?<says>[^|→]+) → (?<fix>[^|]+) \|$/.exec(line)?.groups ?? null).filter(row => row !== null)
    expect(told.map(row => ({ code: row['code'], ends: row['ends'] === 'yes', says: row['says'], fix: row['fix'] }))).toEqual(Object.entries(UNTOLD).map(([code, { ends, says, fix }]) => ({ code, ends, says, fix })))
  })
})
