import { expect, it } from 'vitest'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { memoryDatabase } from '../../test/support/memory-store.ts'
import { proveKeys } from './prove-keys.ts'
import { createVault } from './vault.ts'

const key = (byte: number) => new Uint8Array(32).fill(byte)
const database = memoryDatabase()
/** A hub on the one database, with these root keys. */
function hubWith(...keys: [string, number][]) {
  const hub = testHub({ database })
  return { ...hub, vault: createVault(new Map(keys.map(([name, byte]) => [name, key(byte)])), hub.random, hub.store, hub.clock) }
}

it('says of each name of a key that stands in a database how much it opens', async () => {
  expect(await proveKeys(hubWith(['v1', 1]))).toEqual([])
  await addMerchant(hubWith(['v1', 1]), 'm1')
  await addMerchant(hubWith(['v2', 2], ['v1', 1]), 'm2')
  expect(await proveKeys(hubWith(['v2', 2], ['v1', 1]))).toEqual([{ keyName: 'v1', opens: 1, fails: [] }, { keyName: 'v2', opens: 1, fails: [] }])
  expect(await proveKeys(hubWith(['v2', 2]))).toEqual([{ keyName: 'v1', opens: 0, fails: ['m1'] }, { keyName: 'v2', opens: 1, fails: [] }])
  expect(await proveKeys(hubWith(['v2', 3], ['v1', 1]))).toEqual([{ keyName: 'v1', opens: 1, fails: [] }, { keyName: 'v2', opens: 0, fails: ['m2'] }])
  // Made under another key of the same name, as a hub of before could.
  await addMerchant(hubWith(['v1', 9]), 'm3')
  expect(await proveKeys(hubWith(['v2', 2], ['v1', 1]))).toEqual([{ keyName: 'v1', opens: 1, fails: ['m3'] }, { keyName: 'v2', opens: 1, fails: [] }])
})
