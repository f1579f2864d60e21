import { expect, it } from 'vitest'
import { impureCore, realTimeOrChance } from './support/rooms/seams.ts'
import { type Fault, isCode, listPaths, parse, readSource, type Source } from './support/rooms/source.ts'
import { drawers, emulatorsThatShareOurSchema, forbiddenImports, storeWrites, vendorNames } from './support/rooms/walls.ts'

// The walls between the rooms (README, "The rooms"): each rule over the whole tree. That each rule can fail is shown in
// rooms-planted.test.ts.
const paths = listPaths()
const files = paths.filter((path) => !path.endsWith('/'))
const code = files.filter(isCode).map((path) => readSource(path))
const readable = files.filter((path) => /\.(ts|tsx|js|mjs|json|md|html|css|sql|graphql|txt|ya?ml)$/.test(path))

const over = (sources: readonly Source[], rule: (source: Source) => readonly Fault[]): string[] =>
  sources.flatMap((source) => rule(source)).map(({ path, line, text }) => `${path}:${line} ${text}`)

it('sees the tree: there are sources, and each of them parses', () => {
  expect(code.length).toBeGreaterThan(10)
  expect(code.filter((source) => parse(source).errors.length > 0).map(({ path }) => path)).toEqual([])
})

it('lets a room import only what the table allows', () => {
  expect(over(code, forbiddenImports)).toEqual([])
})

it('keeps our wire and map out of the emulators', () => {
  expect(over(code, emulatorsThatShareOurSchema)).toEqual([])
})

it('keeps vendors out of the rooms that must not know them', () => {
  expect(over(readable.map((path) => readSource(path)), vendorNames)).toEqual([])
})

it('lets only the hub write to the store', () => {
  expect(over(code, storeWrites)).toEqual([])
})

it('keeps core pure: no clock, no chance, no promise', () => {
  expect(over(code, impureCore)).toEqual([])
})

it('takes time and chance from the seams wherever the simulation runs', () => {
  expect(over(code, realTimeOrChance)).toEqual([])
})

it('names every folder for what it holds', () => {
  expect(drawers(paths).map(({ path }) => path)).toEqual([])
})
