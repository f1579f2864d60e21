import { describe, expect, it } from 'vitest'
import { clientOf } from '../../connectors/shopify/client.ts'
import * as documents from '../../connectors/shopify/documents.ts'
import { shopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import type { View } from '../../connectors/shopify/settings.ts'
import { type AnyConnector, VendorError } from '../../core/ports/connector.ts'
import { createHost } from '../../hub/calls/host.ts'
import { breather } from '../support/breathe.ts'
import { START, VirtualClock } from '../support/clock.ts'
import { testHub } from '../support/hub.ts'
import { SeededRandom } from '../support/random.ts'

const CALLS = 2_000
const [BURST, RATE] = [2_000, 100]
const CREDENTIALS = { accessToken: 'shpat_pace', clientSecret: 'pace' }
const shop = 'pace.myshopify.com'
const signal = new AbortController().signal

/** A shop of the smallest plan with 40 orders, and a road to it on which answers overtake one another. */
function world(seed: number) {
  const time = new VirtualClock()
  const random = new SeededRandom(seed, () => time.now())
  const emulator = shopifyEmulator({
    shops: [{ shop, ...CREDENTIALS, locations: [{ name: 'East' }], plan: 'standard' }], seed, deliver: async () => ({ status: 200 }),
    clock: { now: () => time.now(), after: (ms, run) => time.after(ms, run), sleep: async (ms, abort) => time.sleep(ms, abort) },
  })
  emulator.addProducts({ items: Array.from({ length: 40 }, (_, at) => ({ sku: `SKU-${at}`, available: { East: 100 } })) })
  const orders = emulator.placeOrders({ lines: [{ sku: 'SKU-1', quantity: 1 }], count: 40 }).ids
  const seen = { points: 0, refused: 0, answers: 0 }
  const hub = testHub({
    time, transport: async (request) => {
      await time.sleep(random.between(50, 200))
      const { status, headers, body } = await emulator.handle({ method: request.method, url: request.url, headers: request.headers, body: request.body })
      const { errors, extensions } = JSON.parse(body) as { errors?: { extensions?: { code?: string } }[]; extensions?: { cost?: { actualQueryCost: number | null } } }
      seen.answers += 1
      seen.points += extensions?.cost?.actualQueryCost ?? 0
      if (errors?.[0]?.extensions?.code === 'THROTTLED') seen.refused += 1
      await time.sleep(random.between(50, 400))
      return { status, headers, body }
    },
  })
  const at: View = { id: 'c', credentials: CREDENTIALS, settings: { shop, notifyCustomer: false }, roles: ['orders'], startAt: 0, baseUrl: null }
  const host = createHost({ hub, account: 'pace', connector: shopify as AnyConnector, view: at, ended: signal })
  return { time, random, client: clientOf(at, host), orders, seen }
}

type World = ReturnType<typeof world>
/** A page has to be there in full before most of it is given back: asked for last, it would be waited for with nobody left to spend what came back. */
const ask = ({ client, random, orders }: World, isLate: boolean): Promise<unknown> => {
  const draw = isLate ? 1 : random.next()
  const id = orders[random.between(0, orders.length - 1)]
  if (draw < 0.1) return client.read(documents.LEVELS_PAGE, { first: documents.LEVELS_A_PAGE, after: null }, signal)
  if (draw < 0.4) return client.read(documents.ORDER_WORK, { id }, signal)
  if (draw < 0.5) return client.read(documents.LOCATIONS, { after: null }, signal)
  return client.write(documents.FULFILL, { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }] } }, signal)
}

describe('the smallest plan', () => {
  it.each([1, 2])('2,000 calls of mixed cost, answers out of order: hardly one is refused for the rate, and no point is left lying (seed %i)', async (seed) => {
    const at = world(seed)
    let left = CALLS
    const caller = async (): Promise<void> => {
      while (left > 0) {
        left -= 1
        const isLate = left < CALLS / 10
        for (let isDone = false; !isDone;) {
          isDone = await ask(at, isLate).then(() => true, async (error: unknown) => {
            if (!(error instanceof VendorError) || error.kind !== 'throttled') throw error
            await at.time.sleep(error.retryAfter ?? 1_000)
            return false
          })
        }
      }
    }
    const breathe = breather()
    let isOver = false
    const calling = Promise.all(Array.from({ length: 12 }, caller)).finally(() => { isOver = true })
    await at.time.runUntil(async () => { await breathe(); return isOver })
    await calling
    const { points, refused, answers } = at.seen
    const seconds = (at.time.now() - START) / 1000
    const least = (points - BURST) / RATE
    expect(answers - refused).toBe(CALLS)
    expect(refused / answers).toBeLessThan(0.001)
    expect(seconds / least).toBeLessThan(1.02)
  })
})
