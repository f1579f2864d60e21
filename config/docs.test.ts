import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Environment, VENDOR_URL } from './schema.ts'

it('docs/operating.md has a row for every variable, and none that there is not', () => {
  const page = readFileSync('docs/operating.md', 'utf8')
  const rows = [...page.matchAll(/^\| `(CROSSDOCK_[A-Z_]+(?:<CONNECTOR>)?)` \|/gm)].map(([, name]) => name ?? '')
  expect(rows.toSorted()).toEqual([...Object.keys(Environment.shape), `${VENDOR_URL}<CONNECTOR>`].toSorted())
  expect(new Set(rows).size).toBe(rows.length)
})
