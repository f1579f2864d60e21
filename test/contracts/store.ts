import { afterAll, beforeAll, describe } from 'vitest'
import type { Store } from '../../core/ports/store.ts'
import { listCases } from './store.lists.ts'
import { modelCases } from './store.model.ts'
import { nameCases } from './store.names.ts'
import { raceCases } from './store.races.ts'
import { searchCases } from './store.search.ts'
import { writeCases } from './store.writes.ts'

/** Two handles on one empty database, as two processes would have it. `reopen` gives fresh ones on what was written. */
export interface OpenedStore { readonly a: Store; readonly b: Store; reopen?(): Promise<OpenedStore>; close(): Promise<void> }

/** The two handles of the group of cases that runs. */
export type Handles = () => OpenedStore

/**
 * What every store keeps, whatever is under it: written once, run by each adapter with two handles on one database. Cases
 * are drawn from KINDS and READS, so that a new kind, key or read is proven the moment it is declared.
 */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  const groups: Readonly<Record<string, (handles: Handles) => void>> = {
    writes: writeCases, races: raceCases, lists: listCases, search: searchCases, names: nameCases, model: modelCases,
  }
  describe(`store contract: ${name}`, () => {
    for (const [group, cases] of Object.entries(groups)) {
      describe(`${group}`, () => {
        let opened: OpenedStore | null = null
        beforeAll(async () => { opened = await open() })
        afterAll(async () => { await opened?.close() })
        cases(() => opened ?? never())
      })
    }
  })
}

function never(): never {
  throw new TypeError('the store is opened before the first case')
}
