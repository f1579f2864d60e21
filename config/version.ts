import { readFileSync } from 'node:fs'

/** Of the program, as package.json says; it lies beside the sources and beside what is built. */
export const version: string = ['../package.json', '../../package.json'].map(path => {
  try {
    return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version?: string }).version
  } catch {
    return undefined
  }
}).find(found => found !== undefined) ?? '0.0.0'
