import { afterEach, expect, it, vi } from 'vitest'
import { isRequired, MissingNeed, needSpecs, needVectors } from './need.ts'

afterEach(() => vi.unstubAllEnvs())

const skipped = (reason: string | undefined): never => {
  throw reason
}
const ctx = { skip: ((reason?: string) => skipped(reason)) as never }

it('skips with a reason where the folder is absent', () => {
  vi.stubEnv('CROSSDOCK_TEST_REQUIRE', 'mongo')
  vi.stubEnv('CROSSDOCK_VENDOR_SPECS', '/nowhere/at/all')
  expect(() => needSpecs(ctx)).toThrow('set CROSSDOCK_VENDOR_SPECS')
})

it('fails where the run requires what is absent', () => {
  vi.stubEnv('CROSSDOCK_TEST_REQUIRE', 'specs, vectors')
  vi.stubEnv('CROSSDOCK_TEST_VECTORS', undefined)
  expect(() => needVectors(ctx)).toThrow(MissingNeed)
})

it('hands over the folder where it is there', () => {
  vi.stubEnv('CROSSDOCK_VENDOR_SPECS', import.meta.dirname)
  expect(needSpecs(ctx)).toBe(import.meta.dirname)
})

it('reads the list of what is required word by word', () => {
  expect(isRequired('specs', { CROSSDOCK_TEST_REQUIRE: 'specs,mongo' })).toBe(true)
  expect(isRequired('vectors', { CROSSDOCK_TEST_REQUIRE: 'specs,mongo' })).toBe(false)
  expect(isRequired('specs', {})).toBe(false)
})
