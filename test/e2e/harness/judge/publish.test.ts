import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { needVectors } from '../../../support/need.ts'
import { type Picture, published } from './publish.ts'

interface Case extends Picture { name: string; expect: Record<string, number> }

describe('the judge\'s own calculation', () => {
  it('gives what the worked cases say', (ctx) => {
    const { cases } = JSON.parse(readFileSync(join(needVectors(ctx), 'own', 'published-stock.json'), 'utf8')) as { cases: Case[] }
    expect(cases.length).toBeGreaterThan(25)
    expect(cases.map((each) => [each.name, Object.fromEntries(published(each))])).toEqual(cases.map((each) => [each.name, each.expect]))
  })
})
