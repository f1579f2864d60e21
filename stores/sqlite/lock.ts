import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from '../refused.ts'
import { isBusy } from './faults.ts'

/**
 * One process has a database. The lock is the operating system's, on an empty database beside it that stays in an open
 * transaction: it ends with the process, also by kill -9, and needs no cleaning. The number beside it only names the holder.
 * The lock file is never opened in another way: closing any handle of a file drops the locks that its process has on it.
 */
export function takeLock(path: string): () => void {
  const holder = `${path}.pid`
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    if (!isBusy(cause)) throw cause
    throw new StoreRefused('in_use', `another process${named(holder)} has the store ${path}: one hub process serves it; stop that one first`, { cause })
  }
  writeFileSync(holder, String(process.pid), { mode: 0o600 })
  return () => {
    rmSync(holder, { force: true })
    lock.close()
  }
}

function named(holder: string): string {
  try {
    return ` (process ${readFileSync(holder, 'utf8').trim()})`
  } catch {
    return ''
  }
}
