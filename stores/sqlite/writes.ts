import type { DatabaseSync } from 'node:sqlite'
import type { Kind } from '../../core/ports/records.ts'
import type { Written } from '../../core/ports/store.ts'
import type { Draft } from '../draft.ts'
import { openListing, type Listing } from './listing.ts'
import { KIND_NAMES, shapeOf } from './shape.ts'

/** How many writeIds that callers named a record remembers. */
const REMEMBERED = 8

/** A write as it waits for its group: everything is computed, only the database has to be asked. */
export interface Change { readonly draft: Draft; readonly body: string; readonly writeId: string; readonly isNamed: boolean }

/** The three writes, each inside the transaction of its group. None throws for what another wrote first: that is an answer. */
export interface Writes {
  insert(change: Change): Written
  replace(change: Change, version: number): Written
  remove(kind: Kind, merchantId: string, id: string, version: number, writeId: string): Written
}

export function openWrites(database: DatabaseSync): Writes {
  const listings = new Map<Kind, Listing>()
  for (const kind of KIND_NAMES) {
    const shape = shapeOf(kind)
    if (shape) listings.set(kind, openListing(database, shape))
  }
  const find = database.prepare('SELECT row, version, writeId, named FROM documents WHERE kind = ? AND merchantId = ? AND id = ?')
  const add = database.prepare('INSERT INTO documents (kind, merchantId, id, version, writeId, named, body) VALUES (?, ?, ?, 1, ?, ?, ?) ON CONFLICT DO NOTHING')
  const put = database.prepare('UPDATE documents SET version = ?, writeId = ?, named = ?, body = ? WHERE row = ?')
  const drop = database.prepare('DELETE FROM documents WHERE row = ?')

  const existing = (kind: Kind, merchantId: string, id: string): Existing | undefined => find.get(kind, merchantId, id) as unknown as Existing | undefined

  return {
    insert({ draft, body, writeId, isNamed }) {
      const { kind, merchantId, id } = draft
      const listing = listings.get(kind)
      // Within one transaction nobody comes between the question and the row.
      const takenKey = listing?.takenKey(draft, null) ?? null
      if (takenKey === null) {
        const { changes, lastInsertRowid } = add.run(kind, merchantId, id, writeId, isNamed ? JSON.stringify([[writeId, 1]]) : null, body)
        if (changes === 1) {
          listing?.add(Number(lastInsertRowid), draft)
          return { is: 'done', version: 1, writeId }
        }
      }
      const taken = existing(kind, merchantId, id)
      return taken ? (repeated(taken, writeId, isNamed) ?? { is: 'duplicate', key: 'id' }) : { is: 'duplicate', key: takenKey ?? 'id' }
    },

    replace({ draft, body, writeId, isNamed }, version) {
      const old = existing(draft.kind, draft.merchantId, draft.id)
      if (!old) return { is: 'conflict' }
      const again = repeated(old, writeId, isNamed)
      if (again) return again
      if (old.version !== version) return { is: 'conflict' }
      const listing = listings.get(draft.kind)
      const taken = listing?.takenKey(draft, old.row) ?? null
      if (taken !== null) return { is: 'duplicate', key: taken }
      const named = isNamed ? JSON.stringify([[writeId, version + 1], ...remembered(old)].slice(0, REMEMBERED)) : old.named
      put.run(version + 1, writeId, named, body, old.row)
      listing?.update(old.row, draft)
      return { is: 'done', version: version + 1, writeId }
    },

    remove(kind, merchantId, id, version, writeId) {
      const old = existing(kind, merchantId, id)
      if (old?.version !== version) return { is: 'conflict' }
      listings.get(kind)?.remove(old.row)
      drop.run(old.row)
      return { is: 'done', version, writeId }
    },
  }
}

interface Existing { row: number; version: number; writeId: string; named: string | null }

const remembered = (old: Existing): readonly (readonly [string, number])[] => (old.named === null ? [] : (JSON.parse(old.named) as [string, number][]))

/** The answer that a write with this writeId was given the first time, or null. */
function repeated(old: Existing, writeId: string, isNamed: boolean): Written | null {
  if (!isNamed) return null
  const version = old.writeId === writeId ? old.version : remembered(old).find(([known]) => known === writeId)?.[1]
  return version === undefined ? null : { is: 'done', version, writeId }
}
