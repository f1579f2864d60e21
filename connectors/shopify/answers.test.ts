import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AnyConnector, VendorError } from '../../core/ports/connector.ts'
import { createHost } from '../../hub/calls/host.ts'
import { type TestHub, testHub } from '../../test/support/hub.ts'
import { type PacedClock, pacedClock } from '../kit/emulator/clock.ts'
import type { Faults } from '../kit/emulator/faults.ts'
import { httpTransport } from '../kit/http.ts'
import { clientOf } from './client.ts'
import * as documents from './documents.ts'
import { type RunningShopifyEmulator, startShopifyEmulator } from './emulator/index.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const shop = 'answers.myshopify.com'
const credentials = { accessToken: 'shpat_answers', clientSecret: 'answers' }
const signal = new AbortController().signal

let clock: PacedClock
let hub: TestHub
let emulator: RunningShopifyEmulator
beforeAll(async () => {
  const now = Date.now()
  // Waits pass ten times as fast as outside; sockets are real.
  clock = pacedClock({ real: now, virtual: now, speed: 10 })
  hub = testHub({ clock, transport: httpTransport() })
  emulator = await startShopifyEmulator({ shops: [{ shop, ...credentials, locations: [{ name: 'East' }] }], clock, seed: 3 })
  emulator.addProducts({ items: [{ sku: 'A', available: { East: 100 } }] })
})
afterAll(async () => {
  clock?.close()
  await emulator?.close()
})

let accounts = 0
/** One call as the hub makes it, over a real socket; what became of it, how often it was sent, and whether the store carried it out. */
async function outcome(faults: Partial<Faults>, kind: 'read' | 'write'): Promise<{ fault: VendorError | null; requests: number; isDone: boolean }> {
  const [order] = emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] }).ids
  const from = emulator.state().orders.find(({ id }) => id === order)?.fulfillmentOrders[0]?.id
  const before = emulator.state().log.length
  const at: View = { id: 'c', credentials, settings: { shop, notifyCustomer: false }, roles: ['orders'], startAt: 0, baseUrl: emulator.url }
  const client = clientOf(at, createHost({ hub, account: `answers-${(accounts += 1)}`, connector: shopify as AnyConnector, view: at, ended: signal }))
  emulator.setFaults(faults)
  const call = kind === 'read' ? client.read(documents.ORDER_WORK, { id: order }, signal) : client.write(documents.FULFILL, { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: from }] } }, signal)
  const ended = call.then(() => null, (error: unknown) => error)
  const fault = await ended
  emulator.setFaults({})
  if (fault !== null && !(fault instanceof VendorError)) throw fault
  return { fault, requests: emulator.state().log.length - before, isDone: emulator.state().orders.find(({ id }) => id === order)?.fulfillments.length === 1 }
}

interface Row { faults: Partial<Faults>; kind: string; code: string; write: 'no' | 'maybe' | 'yes'; retryAfter?: number | null; done?: true; reads: number }
const ROWS: Readonly<Record<string, Row>> = {
  'THROTTLED at 200 with its cost': { faults: { throttle: 1 }, kind: 'throttled', code: 'throttled', write: 'no', reads: 3 },
  'THROTTLED at 200 without a cost block': { faults: { throttleBare: 1 }, kind: 'throttled', code: 'throttled', write: 'no', retryAfter: null, reads: 3 },
  '429 with Retry-After in seconds': { faults: { rateLimited: 1, retryAfterMs: 2_000 }, kind: 'throttled', code: 'throttled', write: 'no', retryAfter: 2_000, reads: 3 },
  '429 with Retry-After as a date': { faults: { rateLimitedDate: 1, retryAfterMs: 2_000 }, kind: 'throttled', code: 'throttled', write: 'no', reads: 3 },
  '423, a locked shop': { faults: { locked: 1 }, kind: 'unavailable', code: 'shop_locked', write: 'no', reads: 3 },
  '402, a frozen shop': { faults: { frozen: 1 }, kind: 'unavailable', code: 'shop_frozen', write: 'no', reads: 3 },
  '500': { faults: { serverError: 1 }, kind: 'unavailable', code: 'server_error', write: 'maybe', reads: 3 },
  '500 after it was carried out': { faults: { serverErrorAfterWrite: 1 }, kind: 'unavailable', code: 'server_error', write: 'maybe', done: true, reads: 1 },
  '502 as a page': { faults: { badGateway: 1 }, kind: 'unavailable', code: 'server_error', write: 'maybe', reads: 3 },
  'a page at 200': { faults: { loginPage: 1 }, kind: 'malformed', code: 'not_json', write: 'maybe', reads: 3 },
  'half an answer': { faults: { truncated: 1 }, kind: 'malformed', code: 'not_json', write: 'maybe', done: true, reads: 3 },
  'an empty body': { faults: { empty: 1 }, kind: 'malformed', code: 'not_json', write: 'maybe', done: true, reads: 3 },
  'a redirect': { faults: { redirect: 1 }, kind: 'malformed', code: 'redirect', write: 'maybe', reads: 1 },
  'a socket that is closed': { faults: { dropReply: 1 }, kind: 'unavailable', code: 'no_answer', write: 'maybe', done: true, reads: 3 },
  '401': { faults: { unauthorized: 1 }, kind: 'auth', code: 'token_refused', write: 'yes', reads: 1 },
}

describe.each(Object.entries(ROWS))('%s', (_what, row) => {
  it('to a write: is sent once, and says whether it may have been carried out', async () => {
    const { fault, requests, isDone } = await outcome(row.faults, 'write')
    expect(fault).toMatchObject({ kind: row.kind, code: row.code, sent: row.write, ...(row.retryAfter !== undefined && { retryAfter: row.retryAfter }) })
    expect(requests).toBe(1)
    expect(isDone).toBe(row.done ?? false)
    // What surely was not carried out, was not; what was, is never called so.
    expect(isDone && row.write === 'no').toBe(false)
  })

  it('to a read: is asked again where another answer may come, within ten seconds', async () => {
    const { fault, requests } = await outcome(row.faults, 'read')
    // What only befalls writes leaves it alone.
    expect({ fault }).toMatchObject({ fault: row.reads === 1 && row.done ? null : { kind: row.kind, code: row.code } })
    expect(requests).toBe(row.reads)
  })
})
