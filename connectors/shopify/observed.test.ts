import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind, parse } from 'graphql'
import { expect, it, type TestContext } from 'vitest'
import type { LevelUpdate, ShipmentNews } from '../../core/model/drafts.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import { needSpecs } from '../../test/support/need.ts'
import * as documents from './documents.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import { door } from './door.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

interface Observed { code: string | null; message: string; field: string[] | null }
interface File { userErrors: Record<string, Observed[]>; topLevelErrors: Record<string, Observed[]> }
const observed = (ctx: Pick<TestContext, 'skip'>): File => JSON.parse(readFileSync(join(needSpecs(ctx), 'shopify', 'observed-errors-and-costs.json'), 'utf8')) as File

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true, activateItems: true }, roles: ['orders', 'tracking', 'inventory'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal
const open = answers['orders.work']
const staged = answers['bulk.stage']
const uploaded = { status: 201, body: '' }
const news: ShipmentNews = { key: 'k', order: 'gid://shopify/Order/5001', lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 2, parts: [] }], parcels: [{ carrier: 'ups', trackingNumber: 'NEW', url: null }], replaces: [], notifyCustomer: false }
const relabel: ShipmentNews = { ...news, lines: [{ externalId: 'gid://shopify/LineItem/6001', quantity: 1, parts: [] }], replaces: ['1Z999AA10123456784'] }
const update: LevelUpdate = { key: 'k', item: 'gid://shopify/InventoryItem/4001', location: 'gid://shopify/Location/31', quantity: 5, changeFrom: 1 }
const many = Array.from({ length: 251 }, (_, index) => ({ ...update, key: `k${index}` }))

type Host = ReturnType<typeof scripted>['host']
/** What the connector makes of these answers, one a request: an outcome or a VendorError; anything else is a fault of ours. */
async function made(vendor: readonly unknown[], run: (host: Host) => Promise<unknown>): Promise<unknown> {
  const result = await run(scripted(vendor).host).catch((error: unknown) => error)
  if (result instanceof Error && !(result instanceof VendorError)) throw result
  return result
}
const tell = (told: ShipmentNews) => (answer: unknown) => made([open, answer, open], async (host) => (await shopify.open(at, host).tellShipment!.send([told], signal))[0])
const set = (told: LevelUpdate) => (answer: unknown) => made([answer], async (host) => (await shopify.open(at, host).setLevels!.send([told], signal))[0])
const setMany = (...vendor: unknown[]) => made(vendor, async (host) => shopify.open(at, host).setLevels!.send(many, signal))
const scan = (answer: unknown) => made([answer], async (host) => (await shopify.open(at, host).tellScan!.send([{ key: 'k', made: 'gid://shopify/Fulfillment/7001', status: 'in_transit', at: 0 }], signal))[0])
const subscribe = (answer: unknown) => made([{ data: { webhookSubscriptions: { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } } }, ...Array.from({ length: 40 }, () => answer)], async (host) => (await door.ensure!('https://hub.example.com/hooks/c', at, host))[0])

const CONFLICT = { kind: 'conflict', sent: 'yes', code: 'changed_meanwhile' }
const refused = (code: string, fix: string) => ({ is: 'refused', code, fix })
const OURS = { kind: 'rejected', sent: 'yes', code: 'bulk_refused' }
const NOT_BEGUN = { kind: 'unavailable', sent: 'no', code: 'bulk_not_begun' }
const BAD_ADDRESS = { code: 'webhooks', is: 'fault', fix: expect.stringContaining('CROSSDOCK_PUBLIC_URL') }
const BAD_TOPIC = { code: 'webhooks', is: 'fault', fix: expect.stringContaining('scopes') }

/** Each operation that a store said something about: how its answer comes to us, and what each text becomes, told by its code or else by its beginning. */
const OPERATIONS: Readonly<Record<string, { hear(answer: unknown): Promise<unknown>; means: Readonly<Record<string, object>> }>> = {
  fulfillmentCreate: { hear: tell(news), means: {
    // It stands open and may be read: then it is another fulfillment service's (A1).
    'Fulfillment order does not exist.': { is: 'refused', code: 'moved_away' },
    'Fulfillment order line item does not exist.': CONFLICT,
    'Invalid fulfillment order line item quantity requested.': CONFLICT,
    'Fulfillment order <id> has an unfulfillable status= closed.': CONFLICT,
    'All fulfillment orders must belong to the same order.': CONFLICT,
    'All fulfillment orders must be assigned to a single location.': CONFLICT,
    'Quantity must be greater than 0': refused('rejected', 'operator'),
    'RESOURCE_NOT_FOUND': { kind: 'not-found', sent: 'yes', code: 'not_found' },
  } },
  fulfillmentTrackingInfoUpdate: { hear: tell(relabel), means: { 'Fulfillment does not exist.': CONFLICT } },
  fulfillmentEventCreate: { hear: scan, means: { 'Fulfillment does not exist.': refused('fulfillment_gone', 'none') } },
  inventorySetQuantities: { hear: set(update), means: {
    INVALID_NAME: refused('rejected', 'operator'), INVALID_REASON: refused('rejected', 'operator'),
    INVALID_QUANTITY_TOO_HIGH: refused('invalid_quantity', 'operator'), INVALID_QUANTITY_TOO_LOW: refused('invalid_quantity', 'operator'), INVALID_QUANTITY_NEGATIVE: refused('invalid_quantity', 'operator'),
    NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR: refused('duplicate', 'operator'), INVALID_INVENTORY_ITEM: refused('item_gone', 'merchant'), INVALID_LOCATION: refused('location_gone', 'merchant'),
    BAD_REQUEST: { kind: 'rejected', sent: 'yes', code: 'bad_request' }, INVALID_FIELD_ARGUMENTS: { kind: 'rejected', sent: 'yes', code: 'invalid_field_arguments' },
  } },
  inventoryActivate: { hear: set({ ...update, changeFrom: null, stock: true }), means: {
    'Not allowed to set available quantity when the item is already active': refused('stale', 'none'),
    'Not allowed to set an on_hand quantity when the item is already active': refused('stale', 'none'),
    'The product couldn\'t be stocked because the location wasn\'t found.': refused('location_gone', 'merchant'),
    'The product couldn\'t be stocked at HAR-571 transfer destination <id> because the product was deleted.': refused('item_gone', 'merchant'),
    'The product couldn\'t be stocked at My Custom Location because not allowed to set available and on_hand': refused('not_stocked', 'merchant'),
    'The product couldn\'t be stocked at My Custom Location because the quantity needs to be between': refused('invalid_quantity', 'operator'),
  } },
  stagedUploadsCreate: { hear: (answer) => setMany(answer), means: {
    'file size is required for': { kind: 'unavailable', sent: 'no', code: 'file_not_moved' },
    'har-704-image.exe': { kind: 'unavailable', sent: 'no', code: 'file_not_moved' },
    'ACCESS_DENIED': { kind: 'auth', sent: 'yes', code: 'missing_scope' },
  } },
  bulkOperationRunMutation: { hear: (answer) => setMany(staged, uploaded, answer), means: {
    'OPERATION_IN_PROGRESS': NOT_BEGUN, 'NO_SUCH_FILE': NOT_BEGUN, 'INVALID_MUTATION': OURS, 'INVALID_STAGED_UPLOAD_FILE': OURS,
    'Bulk mutations cannot contain': OURS, 'You must specify a single top level mutation.': OURS, 'You must use an allowed mutation name.': OURS,
  } },
  webhookSubscriptionCreate: { hear: subscribe, means: {
    // Somebody was faster, which is as good.
    'Address for this topic has already been taken': { code: 'webhooks', is: 'ok' },
    'Address ': BAD_ADDRESS, 'Name ': BAD_TOPIC, 'Format ': BAD_TOPIC, 'The specified filter ': BAD_TOPIC,
  } },
}

const nameOf = (means: Readonly<Record<string, object>>, { code, message }: Observed): string => code ?? Object.keys(means).find((beginning) => message.startsWith(beginning)) ?? message
/** Ends whose words are ours: they say more than the vendor does. */
const REWORDED = new Set(['moved_away', 'fulfillment_gone', 'changed_meanwhile'])
/** Where the vendor's own words are to be read: in an outcome, an error or a check; null where ours stand there. */
function wordsIn(result: unknown): string | null {
  const { is, code, text, message, detail } = result as Partial<Record<'is' | 'code' | 'text' | 'message' | 'detail', string>>
  return is === 'ok' || REWORDED.has(code ?? '') ? null : (text ?? message ?? detail ?? '')
}

it.for(Object.entries(OPERATIONS))('%s: every text that stores gave becomes its own end, with the vendor’s words', async ([root, { hear, means }], ctx) => {
  const { userErrors, topLevelErrors } = observed(ctx)
  const heard = new Set<string>()
  const check = async (error: Observed, answer: unknown): Promise<void> => {
    const name = nameOf(means, error)
    heard.add(name)
    const result = await hear(answer)
    expect(means).toHaveProperty([name])
    expect(result, error.message).toMatchObject(means[name] ?? {})
    expect(wordsIn(result) ?? error.message).toContain(error.message)
  }
  for (const error of userErrors[root] ?? []) await check(error, { data: { [root]: { userErrors: [error] } } })
  for (const error of topLevelErrors[root] ?? []) await check(error, { errors: [{ message: error.message, extensions: { code: error.code }, path: [root] }], data: { [root]: null } })
  expect(Object.keys(means).filter((name) => !heard.has(name))).toEqual([])
})

it('no operation of ours that stores said something about is without its case', (ctx) => {
  const asks = Object.values(documents).filter((value) => typeof value === 'object' && 'document' in value) as documents.Ask<unknown>[]
  const roots = asks.flatMap(({ document }) => parse(document).definitions).flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? one.selectionSet.selections : [])).map((field) => (field.kind === Kind.FIELD ? field.name.value : ''))
  const { userErrors, topLevelErrors } = observed(ctx)
  expect(roots).toContain('fulfillmentCreate')
  expect(Object.keys(OPERATIONS).toSorted()).toEqual(roots.filter((root) => root in userErrors || root in topLevelErrors).toSorted())
})

it('what stores said at the top level, of any operation: surely not carried out, one kind of error, and known', async (ctx) => {
  for (const { code, message } of Object.values(observed(ctx).topLevelErrors).flat()) {
    const answer = { errors: [{ message, extensions: { code }, path: ['x'] }], data: { x: null } }
    expect(await set(update)(answer), message).toMatchObject({ sent: 'yes', kind: expect.stringMatching(/^(auth|rejected|not-found)$/) })
  }
})
