import type { DatabaseSync } from 'node:sqlite'
import type { Kind } from '../../core/ports/records.ts'
import { type AnyRecord, draftOf } from '../draft.ts'
import { StoreRefused } from '../refused.ts'
import { readPragma } from './handles.ts'
import { openListing } from './listing.ts'
import { creation, digestOf, DOCUMENTS, KIND_NAMES, LAYOUT, shapeOf } from './shape.ts'

/** Rows read at a time while a kind is derived anew. */
const STEP = 500

/** Makes the tables in a database that has none; refuses one that is not of this version. Changes nothing else. */
export function createOrCheck(database: DatabaseSync, path: string): void {
  const layout = layoutOf(database, path)
  if (layout === null) create(database)
  const stale = staleKinds(database)
  if (stale.length > 0) throw new StoreRefused('outdated', `the lists and indexes of ${stale.join(', ')} in ${path} are those of another version: run \`crossdock migrate\`, then start again`)
}

/** Brings lists and indexes up to date, kind by kind, each in one transaction; a kill in between loses nothing. Answers which. */
export function bringUpToDate(database: DatabaseSync, path: string): readonly string[] {
  if (layoutOf(database, path) === null) create(database)
  const stale = staleKinds(database)
  for (const kind of stale) inTransaction(database, () => { deriveAnew(database, kind) })
  return stale
}

/** The kinds that would be derived anew; all of them where there is nothing yet. Changes nothing. */
export const staleIn = (database: DatabaseSync, path: string): readonly string[] => (layoutOf(database, path) === null ? KIND_NAMES : staleKinds(database))

function layoutOf(database: DatabaseSync, path: string): number | null {
  const layout = Number(readPragma(database, 'user_version'))
  if (layout > LAYOUT) throw new StoreRefused('newer', `the store ${path} was made by a later version of crossdock (layout ${layout}, this one knows ${LAYOUT})`)
  if (layout > 0) return layout
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (tables > 0) throw new StoreRefused('unknown', `${path} is a database of something else`)
  return null
}

function create(database: DatabaseSync): void {
  inTransaction(database, () => {
    for (const statement of DOCUMENTS) database.exec(statement)
    for (const kind of KIND_NAMES) {
      for (const statement of creationOf(kind)) database.exec(statement)
      noteDigest(database, kind)
    }
    database.exec(`PRAGMA user_version = ${LAYOUT}`)
  })
}

function staleKinds(database: DatabaseSync): Kind[] {
  const known = new Map(database.prepare('SELECT kind, digest FROM shapes').all().map(({ kind, digest }) => [kind, digest]))
  return KIND_NAMES.filter((kind) => known.get(kind) !== digestOf(kind))
}

function deriveAnew(database: DatabaseSync, kind: Kind): void {
  database.exec(`DROP TABLE IF EXISTS list_${kind}`)
  database.exec(`DROP TABLE IF EXISTS terms_${kind}`)
  for (const statement of creationOf(kind)) database.exec(statement)
  const shape = shapeOf(kind)
  if (shape) {
    const listing = openListing(database, shape)
    const next = database.prepare('SELECT row, id, body FROM documents WHERE kind = ? AND row > ? ORDER BY row LIMIT ?')
    for (let row = 0; ;) {
      const documents = next.all(kind, row, STEP) as { row: number; id: string; body: string }[]
      for (const document of documents) {
        const draft = draftOf(kind, JSON.parse(document.body) as AnyRecord)
        const taken = listing.takenKey(draft, null)
        if (taken !== null) throw new StoreRefused('outdated', `${kind} ${document.id} has the same ${taken} as another: two records must be told apart before this version can be used; nothing of ${kind} was changed`)
        listing.add(document.row, draft)
      }
      const last = documents.at(-1)
      if (!last) break
      row = last.row
    }
  }
  noteDigest(database, kind)
}

const creationOf = (kind: Kind): readonly string[] => {
  const shape = shapeOf(kind)
  return shape ? creation(shape) : []
}

function noteDigest(database: DatabaseSync, kind: Kind): void {
  database.prepare('INSERT INTO shapes (kind, digest) VALUES (?, ?) ON CONFLICT (kind) DO UPDATE SET digest = excluded.digest').run(kind, digestOf(kind))
}

function inTransaction(database: DatabaseSync, run: () => void): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    run()
    database.exec('COMMIT')
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
