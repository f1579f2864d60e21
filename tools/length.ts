import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const ASIDE = new Set(['node_modules', 'dist', 'data', 'coverage', 'test', 'docs'])

/** Source files (tests aside) that have more lines than `longest`, the longest first. */
export function longFiles(root: string, longest: number): { readonly path: string; readonly lines: number }[] {
  return sources(root, '')
    .map((path) => ({ path, lines: readFileSync(join(root, path), 'utf8').trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > longest)
    .toSorted((a, b) => b.lines - a.lines)
}

function sources(root: string, below: string): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below ? `${below}/${entry.name}` : entry.name
    if (entry.name.startsWith('.')) return []
    if (entry.isDirectory()) return ASIDE.has(entry.name) ? [] : sources(root, path)
    return /\.(ts|tsx)$/.test(path) && !/\.(test|long)\.tsx?$/.test(path) ? [path] : []
  })
}
