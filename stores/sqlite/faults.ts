import { StoreUnavailable } from '../../core/ports/store.ts'

/** Primary result codes of SQLite (sqlite.org/rescode.html); the upper bytes of an extended code only refine them. */
const BUSY = 5
const FULL = 13

const codeOf = (error: unknown): number => {
  const errcode = error instanceof Error && 'errcode' in error ? error.errcode : 0
  return typeof errcode === 'number' ? errcode & 0xff : 0
}

/** Somebody else has the lock: nothing happened, try again. */
export const isBusy = (error: unknown): boolean => codeOf(error) === BUSY

/** What a caller is told of a group that was rolled back. */
export function unavailable(error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error
  if (codeOf(error) === FULL) return new StoreUnavailable('disk_full', 'the disk is full: nothing was written', { cause: error })
  return new StoreUnavailable('failed', `the database refused: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
}
