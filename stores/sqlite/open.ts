import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Clock, Random } from '../../core/ports/clock.ts'
import type { ReadName } from '../../core/ports/reads.ts'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import { type PageOf, type Store, StoreUnavailable, type Word, type Written } from '../../core/ports/store.ts'
import { type AnyRecord, draftOf, idOf, merchantOf } from '../draft.ts'
import { type Checkpoint, LOG_LIMITS, type LogLimits, startCheckpoint, type StoreAlarm } from './checkpoint.ts'
import { openReader, openWriter as openWritingHandle } from './handles.ts'
import { takeLock } from './lock.ts'
import { bringUpToDate, createOrCheck, staleIn } from './migrate.ts'
import { openReads } from './reads.ts'
import { openSearch } from './search.ts'
import { openWriter, type Writer } from './writer.ts'
import { type Change, openWrites, type Writes } from './writes.ts'

export interface Seams {
  readonly clock: Clock
  readonly random: Random
  readonly onAlarm?: (alarm: StoreAlarm) => void
}

export interface SqliteOptions {
  /** For tests only: takes no lock, so that a second handle may open the same database. Each write still is one step. */
  readonly shared?: boolean
  readonly log?: Partial<LogLimits>
  /** For tests only: the database may not grow beyond so many pages, as if the disk were full. */
  readonly maxPages?: number
}

export interface SqliteStore extends Store {
  /** Of this handle: groups written, writes in the last one, bytes of the log at the checkpoint thread's last telling. */
  stats(): { commits: number; lastGroup: number; logBytes: number }
}

/** A temporary database, deleted at close: `:memory:` for everybody who asks for it, on a disk since two connections and a thread share it. */
const TEMPORARY = ':memory:'

/** Opens the embedded store for this process alone; makes it where there is none. */
export function openSqlite(name: string, seams: Seams, options: SqliteOptions = {}): SqliteStore {
  const { path, clean } = place(name)
  const cleanUp: (() => void)[] = [clean]
  try {
    if (!options.shared) cleanUp.unshift(takeLock(path))
    const database = openWritingHandle(path)
    cleanUp.unshift(() => { database.close() })
    createOrCheck(database, path)
    if (options.maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${options.maxPages}`)
    const reader = openReader(path)
    cleanUp.unshift(() => { reader.close() })
    return assemble(database, reader, path, seams, options, () => { for (const step of cleanUp) step() })
  } catch (error) {
    for (const step of cleanUp) step()
    throw error
  }
}

/** Brings the lists and indexes of a database that no hub has open up to this version; answers the kinds that were derived anew. */
export function migrateSqlite(name: string): readonly string[] {
  const { path, clean } = place(name)
  const unlock = takeLock(path)
  const database = openWritingHandle(path)
  try {
    return bringUpToDate(database, path)
  } finally {
    database.close()
    unlock()
    clean()
  }
}

/** What `migrateSqlite` would derive anew. Changes nothing; a hub may have it open. */
export function planSqlite(name: string): readonly string[] {
  const path = resolve(name)
  if (name === TEMPORARY || !existsSync(path)) return []
  const database = openReader(path)
  try {
    return staleIn(database, path)
  } finally {
    database.close()
  }
}

function place(name: string): { path: string; clean: () => void } {
  if (name !== TEMPORARY) {
    const path = resolve(name)
    mkdirSync(dirname(path), { recursive: true })
    return { path, clean: () => undefined }
  }
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-store-'))
  return { path: join(folder, 'store.db'), clean: () => { rmSync(folder, { recursive: true, force: true }) } }
}

function assemble(database: DatabaseSync, reader: DatabaseSync, path: string, seams: Seams, options: SqliteOptions, cleanUp: () => void): SqliteStore {
  const checkpoint: Checkpoint = startCheckpoint(path, { ...LOG_LIMITS, ...options.log }, {
    alarm: (alarm) => seams.onAlarm?.(alarm),
    resume: () => { writer.resume() },
  })
  const writer: Writer = openWriter(database, seams.clock, checkpoint)
  const writes = openWrites(database)
  const reads = openReads(reader)
  const { search } = openSearch(reader)
  let closing: Promise<void> | null = null

  const reading = <T>(read: () => T): T => {
    if (closing) throw new StoreUnavailable('closed', 'the store is closed')
    return read()
  }
  const change = (kind: Kind, record: AnyRecord, version: number, writeId?: string): Change => {
    const named = writeId ?? seams.random.id()
    return { draft: draftOf(kind, record), body: JSON.stringify({ ...record, version, writeId: named }), writeId: named, isNamed: writeId !== undefined }
  }
  const one = (made: Change, run: (writes: Writes) => Written): Promise<Written> => writer.write({ writes: 1, bytes: made.body.length }, () => run(writes))
  const many = (made: readonly Change[], run: (change: Change, index: number) => Written): Promise<readonly Written[]> =>
    made.length === 0 ? Promise.resolve([]) : writer.write({ writes: made.length, bytes: made.reduce((sum, { body }) => sum + body.length, 0) }, () => made.map(run))

  // Every method is async, so that a fault of the caller's rejects as every other answer comes: by the promise.
  const store = {
    insert: async (kind: Kind, record: AnyRecord, writeId?: string) => {
      const made = change(kind, record, 1, writeId)
      return one(made, ({ insert }) => insert(made))
    },
    insertMany: async (kind: Kind, records: readonly AnyRecord[]) => many(records.map((record) => change(kind, record, 1)), writes.insert),
    replace: async (kind: Kind, record: AnyRecord, writeId?: string) => {
      const { version } = record
      const made = change(kind, record, version + 1, writeId)
      return one(made, ({ replace }) => replace(made, version))
    },
    replaceMany: async (kind: Kind, records: readonly AnyRecord[]) => {
      const versions = records.map(({ version }) => version)
      return many(records.map((record) => change(kind, record, record.version + 1)), (made, index) => writes.replace(made, versions[index] ?? 0))
    },
    remove: async (kind: Kind, merchantId: string | null, id: string, version: number) => {
      const key = [kind, merchantOf(kind, merchantId), idOf(id), version, seams.random.id()] as const
      return writer.write({ writes: 1, bytes: id.length }, () => writes.remove(...key))
    },
    get: async (kind: Kind, merchantId: string | null, id: string) => reading(() => reads.get(kind, merchantId, id)),
    getMany: async (kind: Kind, merchantId: string | null, ids: readonly string[]) => reading(() => ids.map((id) => reads.get(kind, merchantId, id))),
    list: async (read: ReadName, equal: Readonly<Record<string, Scalar>>, page: PageOf) => reading(() => reads.list(read, equal, page)),
    count: async (read: ReadName, equal: Readonly<Record<string, Scalar>>) => reading(() => reads.count(read, equal)),
    search: async (kind: Kind, merchantId: string, words: readonly Word[], page: PageOf) => reading(() => search(kind, merchantId, words, page)),
    close: async () => {
      closing ??= writer.close().then(() => checkpoint.stop()).then(cleanUp)
      return closing
    },
    stats: () => ({ ...writer.stats(), logBytes: checkpoint.logBytes() }),
  }
  return store as unknown as SqliteStore
}
