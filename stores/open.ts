import type { Store } from '../core/ports/store.ts'
import { StoreRefused } from './refused.ts'
import { migrateSqlite, openSqlite, planSqlite, type Seams } from './sqlite/open.ts'

export { StoreRefused } from './refused.ts'

/**
 * Opens the store that CROSSDOCK_STORE names: `sqlite:./path` (made where there is none), or `sqlite::memory:` for one that is
 * gone at close. Throws `StoreRefused` where it cannot keep its promises: another process has it, it is of another version.
 */
export async function openStore(url: string, seams: Seams): Promise<Store> {
  return openSqlite(pathOf(url), seams)
}

/** Brings a store that no hub has open up to this version; answers the kinds whose lists were derived anew. */
export async function migrate(url: string): Promise<readonly string[]> {
  return migrateSqlite(pathOf(url))
}

/** What `migrate` would derive anew; changes nothing, and a hub may have it open. */
export async function planned(url: string): Promise<readonly string[]> {
  return planSqlite(pathOf(url))
}

function pathOf(url: string): string {
  if (url.startsWith('sqlite:') && url.length > 'sqlite:'.length) return url.slice('sqlite:'.length)
  const isMongo = /^mongodb(\+srv)?:/.test(url)
  const why = isMongo ? 'MongoDB is not built in yet' : 'a store is named sqlite:./path'
  throw new StoreRefused('unknown', `${why}: set CROSSDOCK_STORE=sqlite:./data/crossdock.db`)
}
