import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { BadOption } from './options.ts'

/**
 * The demo's folder: a fresh temporary one, or the one to keep. Throws BadOption where an earlier demo stands in it: the stand-in's shops lived in
 * memory and are gone, so what is kept there is for looking at, and another demo would be another world.
 */
export function folderOf(keep: string | null): string {
  if (keep === null) return mkdtempSync(join(tmpdir(), 'crossdock-demo-'))
  const folder = resolve(keep)
  const there = ['.env', 'crossdock.db'].find(name => existsSync(join(folder, name)))
  if (there !== undefined) throw new BadOption(`--keep: in ${folder} an earlier demo or hub has its ${there}; its store was a stand-in that lives no more, so it cannot go on. Choose a new or empty folder, for example --keep ${join(folder, 'again')}`)
  mkdirSync(folder, { recursive: true })
  return folder
}
