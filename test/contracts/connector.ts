import { afterEach, beforeEach, describe } from 'vitest'
import { httpTransport } from '../../connectors/kit/http.ts'
import { type Bench, benchOf } from './connector/cases.ts'
import { doorCases } from './connector/door.ts'
import type { FarEnd } from './connector/far-end.ts'
import { levelCases } from './connector/levels.ts'
import { readingCases } from './connector/reading.ts'
import { refusalCases } from './connector/refusals.ts'
import { tellingCases } from './connector/telling.ts'

export type { FarEnd, Stocked } from './connector/far-end.ts'

/** Which parts of the port a connector has; the others are left out and named in its README. */
export interface Parts { reading: boolean; door: boolean; telling: boolean; levels: boolean }

/**
 * The promises of core/ports/connector.ts, written once, as the hub relies on them (ARCHITECTURE, "How the hub uses it").
 * `setup` starts the vendor's stand-in behind a real socket, empty, for every case.
 */
export function connectorContract(name: string, setup: () => Promise<FarEnd>, parts: Parts): void {
  describe(`${name} keeps the connector contract`, () => {
    let bench: Bench | undefined
    const here = (): Bench => {
      if (!bench) throw new Error('used outside a case')
      return bench
    }
    const transport = httpTransport()
    beforeEach(async () => { bench = benchOf(await setup(), transport) })
    afterEach(async () => { await bench?.far.close(); bench = undefined })

    if (parts.reading) describe('reading', () => { readingCases(here) })
    if (parts.door) describe('the way in', () => { doorCases(here) })
    if (parts.telling) describe('telling shipments', () => { tellingCases(here) })
    if (parts.levels) describe('levels', () => { levelCases(here) })
    describe('refusals', () => { refusalCases(here, () => transport) })
  })
}
