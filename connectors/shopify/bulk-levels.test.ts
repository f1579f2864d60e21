import { assert, expect, it } from 'vitest'
import type { LevelUpdate } from '../../core/model/drafts.ts'
import { type Host, VendorError } from '../../core/ports/connector.ts'
import { hostOver } from '../../test/contracts/connector/scripted.ts'
import { type Bench, bench, SECRET, TOKEN } from './emulator/bench.ts'
import { askInBulk } from './bulk-levels.ts'
import type { Client } from './client.ts'
import type { Files } from './files.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: TOKEN, clientSecret: SECRET }, settings: { shop: 'bench.myshopify.com', notifyCustomer: true }, roles: ['inventory'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal

/** 600 items, and the sink of a connector that speaks to the stand-in. */
function open() {
  const made = bench()
  const { items } = made.emulator.addProducts({ items: Array.from({ length: 600 }, (_, index) => ({ sku: `S${index}`, available: { East: 1 } })) })
  const { setLevels } = shopify.open(at, hostOver(async (request) => made.emulator.handle(request)))
  assert(setLevels)
  const updates = items.map(({ id }, index): LevelUpdate => ({ key: `k${index}`, item: id, location: made.location('East'), quantity: 9, changeFrom: 1 }))
  return { made, setLevels, updates }
}
const shows = (made: Bench, sku: string): number => made.level(sku, 'East').available

it('sets many levels by one operation, and takes what it says of each: completed is not applied', async () => {
  const { made, setLevels, updates } = open()
  made.emulator.changeItem({ sku: 'S3', bundle: true })
  made.emulator.setLevel({ sku: 'S300', location: 'East', available: 5 })
  const begun = await setLevels.send(updates, signal)
  const handles = new Set(begun.map((one) => (one.is === 'later' ? one.handle : one.is)))
  expect(handles.size).toBe(1)
  const [handle = ''] = handles
  expect(handle).toMatch(/^gid:\/\/shopify\/BulkOperation\//)
  expect((await setLevels.ask(updates, handle, signal)).every(({ is }) => is === 'later')).toBe(true)
  expect(shows(made, 'S0')).toBe(1)
  await made.clock.advance(10_000)
  const asked = await setLevels.ask(updates, handle, signal)
  // One bad number refuses its line of 250: it has its reason, and the others did not arrive.
  expect([asked[3], asked[4], asked[300], asked[301], asked[599]]).toMatchObject([{ is: 'refused', code: 'not_settable' }, { is: 'absent' }, { is: 'refused', code: 'stale' }, { is: 'absent' }, { is: 'done' }])
  expect(['S4', 'S301', 'S599'].map((sku) => shows(made, sku))).toEqual([1, 1, 9])
})

it('does not begin a sixth operation: surely nothing was sent', async () => {
  const { setLevels, updates } = open()
  for (let count = 0; count < 5; count += 1) await setLevels.send(updates.map((update) => ({ ...update, key: `${update.key} ${count}` })), signal)
  const error = await setLevels.send(updates, signal).catch((fault: unknown) => fault)
  expect(error).toBeInstanceOf(VendorError)
  expect(error).toMatchObject({ sent: 'no', code: 'bulk_not_begun' })
})

it('asks the levels where the operation cannot say', async () => {
  const { setLevels, updates } = open()
  expect(await setLevels.ask(updates.slice(0, 2), 'gid://shopify/BulkOperation/1', signal)).toEqual([{ is: 'absent' }, { is: 'absent' }])
})

it('is chosen by what the shop gives, and never before the shop said anything', async () => {
  const { setLevels, updates } = open()
  expect(setLevels.inBulk?.isSooner(1_000_000)).toBe(false)
  await setLevels.ask(updates.slice(0, 1), null, signal)
  expect(setLevels.inBulk?.isSooner(10_000)).toBe(false)
})

const endingWith = async (bulkOperation: object, result = '') => {
  const { updates } = open()
  const client = { read: async () => ({ data: { bulkOperation } }) } as unknown as Client
  return askInBulk(client, { upload: async () => {}, download: async () => result } as Files, { now: () => 0 } as Host, updates.slice(0, 2), 'bulk', signal)
}

it.each(['FAILED', 'CANCELED', 'EXPIRED'])('an operation that is %s cannot say, and is not waited for', async (status) => {
  expect(await endingWith({ status, url: null })).toBeNull()
})

it('a line that was refused for its key alone did not arrive, and goes again', async () => {
  const line = { __lineNumber: 0, data: { inventorySetQuantities: { userErrors: [{ field: null, message: 'still running', code: 'IDEMPOTENCY_CONCURRENT_REQUEST' }] } } }
  expect(await endingWith({ status: 'COMPLETED', url: 'https://files.test/r' }, JSON.stringify(line))).toEqual([{ is: 'absent' }, { is: 'absent' }])
})
