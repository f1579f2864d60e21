import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './support/rooms/source.ts'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}
interface Locked {
  readonly version: string
  readonly license?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as Manifest
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }
const locked = Object.entries(lock.packages).filter(([path]) => path !== '')
const production = locked.filter(([, entry]) => entry.dev !== true)
const named = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
const rows = [...read('DEPENDENCIES.md').matchAll(/^\| ([@\w][^|]*) \| (\d[^|]*) \| ([^|]*) \| ([^|]+) \| ([^|]+) \|$/gm)].map(
  ([, name, version, license]) => ({ name: name!, version: version!, license: license! }),
)

const ALLOWED = new Set([
  'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'Unlicense', 'Python-2.0',
])
/** Whether an SPDX expression can be taken under the allowed licenses alone. */
const isAllowed = (license: string): boolean =>
  license
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one.trim())))

it('lists every package of package.json with its exact version, and no other', () => {
  expect(Object.fromEntries(rows.map(({ name, version }) => [name, version]))).toEqual(named)
  expect(Object.values(named).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

it('lists the license that the lockfile has', () => {
  const lockedLicenses = rows.map(({ name }) => ({ name, license: lock.packages[`node_modules/${name}`]?.license }))
  expect(rows.map(({ name, license }) => ({ name, license }))).toEqual(lockedLicenses)
})

it('locks every package by its content', () => {
  expect(locked.filter(([, entry]) => !entry.integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})

it('names no registry in the lockfile', () => {
  expect(locked.filter(([, entry]) => entry.resolved !== undefined).map(([path]) => path)).toEqual([])
})

it('ships only licenses that ask nothing of our users', () => {
  const refused = production.filter(([, entry]) => !isAllowed(entry.license ?? 'none'))
  expect(refused.map(([path, entry]) => `${path}: ${entry.license}`)).toEqual([])
  expect(isAllowed('(MIT OR GPL-3.0)')).toBe(true)
  expect(isAllowed('MIT AND GPL-3.0')).toBe(false)
})

it('ships no more than 240 packages, and none that needs an install script', () => {
  expect(production.length).toBeLessThanOrEqual(240)
  expect(production.filter(([, entry]) => entry.hasInstallScript).map(([path]) => path)).toEqual([])
})
