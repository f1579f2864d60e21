import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, type TestContext } from 'vitest'
import type { LevelUpdate, ShipmentNews } from '../../core/model/drafts.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import { needSpecs } from '../../test/support/need.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { door } from './door.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

interface Observed { code: string | null; message: string; field: string[] | null }
interface File { userErrors: Record<string, Observed[]>; topLevelErrors: Record<string, Observed[]> }
const observed = (ctx: Pick<TestContext, 'skip'>): File => JSON.parse(readFileSync(join(needSpecs(ctx), 'shopify', 'observed-errors-and-costs.json'), 'utf8')) as File

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true }, roles: ['orders', 'tracking', 'inventory'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal
const open = answers['orders.work']
const news: ShipmentNews = { key: 'k', order: 'gid://shopify/Order/5001', lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 2, parts: [] }], parcels: [{ carrier: 'ups', trackingNumber: 'NEW', url: null }], replaces: [], notifyCustomer: false }
const relabel: ShipmentNews = { ...news, lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 1, parts: [] }], replaces: ['1Z999AA10123456784'] }
const update: LevelUpdate = { key: 'k', item: 'gid://shopify/InventoryItem/4001', location: 'gid://shopify/Location/31', quantity: 5, changeFrom: 1 }

/** What the connector makes of an answer: an outcome or a VendorError; anything else is a fault of ours. */
async function made(vendor: unknown[], run: (host: ReturnType<typeof scripted>['host']) => Promise<unknown>): Promise<unknown> {
  const result = await run(scripted(vendor).host).catch((error: unknown) => error)
  if (result instanceof Error && !(result instanceof VendorError)) throw result
  return result
}
const tell = (told: ShipmentNews, answer: unknown) => made([open, answer, open], async (host) => (await shopify.open(at, host).tellShipment!.send([told], signal))[0])
const set = (answer: unknown) => made([answer], async (host) => (await shopify.open(at, host).setLevels!.send([update], signal))[0])

const RECOGNISED: Readonly<Record<string, unknown>> = {
  // It stands open and may be read: then it is another fulfillment service's (A1).
  'Fulfillment order does not exist.': { is: 'refused', code: 'moved_away' },
  'Fulfillment order line item does not exist.': { kind: 'conflict' },
  'Invalid fulfillment order line item quantity requested.': { kind: 'conflict' },
  'Fulfillment order <id> has an unfulfillable status= closed.': { kind: 'conflict' },
  'All fulfillment orders must belong to the same order. Multiple orders with ids [<id>, <id>] were found.': { kind: 'conflict' },
  'All fulfillment orders must be assigned to a single location. Multiple locations with ids [<id>, <id>] were found.': { kind: 'conflict' },
  'Quantity must be greater than 0': { is: 'refused', code: 'rejected', fix: 'operator' },
}

it('fulfillmentCreate: every observed text is recognised, and none is a success', async (ctx) => {
  const errors = observed(ctx).userErrors['fulfillmentCreate'] ?? []
  expect(errors.map(({ message }) => message).toSorted()).toEqual(Object.keys(RECOGNISED).toSorted())
  for (const { message, field } of errors) {
    expect(await tell(news, { data: { fulfillmentCreate: { fulfillment: null, userErrors: [{ field, message }] } } }), message).toMatchObject(RECOGNISED[message] as object)
  }
})

it('fulfillmentTrackingInfoUpdate: what does not exist is read again', async (ctx) => {
  for (const { message, field } of observed(ctx).userErrors['fulfillmentTrackingInfoUpdate'] ?? []) {
    expect(await tell(relabel, { data: { fulfillmentTrackingInfoUpdate: { fulfillment: null, userErrors: [{ field, message }] } } }), message).toMatchObject({ kind: 'conflict', code: 'changed_meanwhile' })
  }
})

it('inventorySetQuantities: every observed code is a refusal of its own', async (ctx) => {
  const codes: Record<string, unknown> = {}
  for (const { code, message, field } of observed(ctx).userErrors['inventorySetQuantities'] ?? []) {
    const outcome = await set({ data: { inventorySetQuantities: { inventoryAdjustmentGroup: null, userErrors: [{ field, message, code }] } } })
    expect(outcome, message).toMatchObject({ is: 'refused', text: message })
    codes[code ?? message] = (outcome as { code: string }).code
  }
  expect(codes).toEqual({
    INVALID_NAME: 'rejected', INVALID_REASON: 'rejected', INVALID_QUANTITY_TOO_HIGH: 'invalid_quantity', INVALID_QUANTITY_TOO_LOW: 'invalid_quantity', INVALID_QUANTITY_NEGATIVE: 'invalid_quantity',
    NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR: 'duplicate', INVALID_INVENTORY_ITEM: 'item_gone', INVALID_LOCATION: 'location_gone',
  })
})

it('webhookSubscriptionCreate: every observed text is shown, but that the address is taken already', async (ctx) => {
  for (const { message, field } of observed(ctx).userErrors['webhookSubscriptionCreate'] ?? []) {
    const none = { data: { webhookSubscriptions: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } } }
    const refusal = { data: { webhookSubscriptionCreate: { webhookSubscription: null, userErrors: [{ field, message }] } } }
    const { host } = scripted([none, ...Array.from({ length: 40 }, () => refusal)])
    const checks = await door.ensure!('https://hub.example.com/hooks/c', at, host)
    const isTaken = message.includes('already been taken')
    expect(checks.every((check) => (isTaken ? check.is === 'ok' : check.is === 'fault' && check.detail === message)), message).toBe(true)
  }
})

it('top-level errors of our operations: surely not carried out, never a success', async (ctx) => {
  const errors = observed(ctx).topLevelErrors
  const body = ({ code, message }: Observed, root: string) => ({ errors: [{ message, extensions: { code }, path: [root] }], data: { [root]: null } })
  for (const error of errors['fulfillmentCreate'] ?? []) expect(await tell(news, body(error, 'fulfillmentCreate')), error.message).toMatchObject({ kind: 'not-found', sent: 'yes' })
  for (const error of errors['inventorySetQuantities'] ?? []) expect(await set(body(error, 'inventorySetQuantities')), error.message).toMatchObject({ kind: 'rejected', sent: 'yes' })
  // Whatever else stores said at the top level, of any operation: one kind of error, and known.
  for (const error of Object.values(errors).flat()) expect(await set(body(error, 'x')), error.message).toMatchObject({ sent: 'yes', kind: expect.stringMatching(/^(auth|rejected|not-found)$/) })
})
