import { emulatorContract } from '../../../test/contracts/emulator.ts'
import { virtualClock } from '../../kit/emulator/virtual-clock.ts'
import { startShopifyEmulator } from './index.ts'

const CREATE = 'mutation Create($id: ID!) { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: $id }] }) { userErrors { message } } }'
const SUBSCRIBE = 'mutation Subscribe($uri: String!) { webhookSubscriptionCreate(topic: ORDERS_CREATE, webhookSubscription: { uri: $uri }) { userErrors { message } } }'

emulatorContract('Shopify', async () => {
  const clock = virtualClock()
  const advanced: number[] = []
  const emulator = await startShopifyEmulator({
    shops: [{ shop: 'contract.myshopify.com', accessToken: 'shpat_contract', clientSecret: 'secret', locations: [{ name: 'Only' }] }],
    clock,
    seed: 1,
    advance: (minutes) => void advanced.push(minutes),
  })
  emulator.addProducts({ items: [{ sku: 'A', available: { Only: 100 } }] })
  const post = (query: string, variables: Record<string, unknown>, token = 'shpat_contract'): Promise<Response> =>
    fetch(`${emulator.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': token },
      body: JSON.stringify({ query, variables }),
    })
  return {
    url: emulator.url,
    sandboxUrl: emulator.sandboxUrl,
    order: { lines: [{ sku: 'A', quantity: 1 }] },
    read: (token) => post('{ shop { id } }', {}, token),
    write: (orderId) => post(CREATE, { id: emulator.state().orders.find(({ id }) => id === orderId)?.fulfillmentOrders[0]?.id }),
    readOperation: 'shop',
    writeOperation: 'fulfillmentCreate',
    hasEffect: ({ fulfillments }, orderId) => fulfillments.filter((each) => each.orderId === orderId).length === 1,
    isThrottled: (status, body) => status === 200 && body.includes('"THROTTLED"'),
    subscribe: async (uri) => {
      // Not counted: made before the test looks at the log.
      await post(SUBSCRIBE, { uri })
    },
    advanced,
    pass: async (ms) => {
      await clock.advance(ms)
      // The delivery itself is on a real socket.
      while (emulator.state().webhooks.failed + emulator.state().webhooks.sent === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    },
    close: emulator.close,
  }
})
