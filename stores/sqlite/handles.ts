import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from '../refused.ts'

/** What the writer must have, and what each reads back as where it took effect. */
const PROMISES: readonly (readonly [pragma: string, set: string, reads: string | number])[] = [
  ['journal_mode', 'WAL', 'wal'],
  // The default with WAL is NORMAL, which loses acknowledged writes when the power fails (RELIABILITY R1).
  ['synchronous', 'FULL', 2],
  // The checkpoint thread copies the log; a copy inside a commit stops the loop (PERFORMANCE A2: p99 54 instead of 8 ms).
  ['wal_autocheckpoint', '0', 0],
  // What is erased is overwritten, not only unlinked.
  ['secure_delete', 'ON', 1],
]

/** The one handle that writes. Throws `StoreRefused` where a promise cannot be kept. */
export function openWriter(path: string): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true })
  // Readable by its owner only; SQLite gives the log the rights of the database.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: 0 })
  try {
    // 8 kB: a row of 6 kB fits a page (bench: + 15 % over 4 kB; 16 kB gains another 10 % and doubles what a small commit writes).
    database.exec('PRAGMA page_size = 8192; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536')
    // Where fsync does not reach the disk by itself (macOS); elsewhere without effect.
    database.exec('PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON')
    for (const [pragma, value, expected] of PROMISES) {
      database.exec(`PRAGMA ${pragma} = ${value}`)
      const actual = readPragma(database, pragma)
      if (actual !== expected) throw new StoreRefused('unsafe', `the database ${path} keeps ${pragma} at ${String(actual)} where ${expected} is needed: no promise of durability could be kept`)
    }
  } catch (error) {
    database.close()
    throw error
  }
  return database
}

/** A handle that cannot write, for reads beside the writer; it waits only while a log is being recovered. */
export function openReader(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 1_000 })
  database.exec('PRAGMA query_only = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536')
  return database
}

export function readPragma(database: DatabaseSync, pragma: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
}
