import { expect, it } from 'vitest'
import { figure } from '../support/effort.ts'
import { firstFault } from './seeds.ts'

const seeds = figure({ short: 0, bounded: 60, full: 20_000 })

it(`the random world comes to rest on ${seeds} further seeds`, { timeout: 8 * 3_600_000 }, async () => {
  expect(await firstFault(201, seeds)).toBeNull()
})
