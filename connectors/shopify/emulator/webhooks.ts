import { createHmac } from 'node:crypto'
import type { DeliveryQueue } from '../../kit/emulator/deliveries.ts'
import type { EmulatorClock } from '../../kit/emulator/clock.ts'
import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import { signingSecret } from './app.ts'
import { gid } from './gid.ts'
import type { Shop } from './model.ts'
import { API_VERSION } from './version.ts'

/** 8 retries over 4 hours, ever further apart (A6; the single steps are ours). */
export const RETRIES: readonly number[] = [1, 2, 5, 10, 20, 40, 70, 92].map((minutes) => minutes * 60_000)

/** Shopify waits 5 s in all. */
export const DELIVERY_TIMEOUT = 5000

/** `ORDERS_CREATE` is sent as `orders/create`, `FULFILLMENT_ORDERS_MOVED` as `fulfillment_orders/moved`. */
const RESOURCES = ['bulk_operations', 'fulfillment_orders', 'inventory_items', 'inventory_levels', 'app', 'fulfillments', 'locations', 'orders', 'products', 'refunds']

export function topicName(topic: string): string {
  const text = topic.toLowerCase()
  const resource = RESOURCES.find((name) => text.startsWith(`${name}_`)) ?? text.split('_')[0] ?? ''
  return `${resource}/${text.slice(resource.length + 1)}`
}

/** Base64 HMAC-SHA256 of the raw body with the client secret. */
export function sign(body: string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64')
}

/** One message to one address. `signed`: whatever the faults say, badly. `after` ms it is sent, stamped with the time of the event. */
export interface Letter { readonly topic: string; readonly url: string; readonly subscription: string; readonly body: string; readonly eventId?: string; readonly webhookId?: string; readonly signed?: 'badly'; readonly after?: number }

export type Post = (shop: Shop, letter: Letter) => void

/** Puts one message on its way. Body, address and time stay as they are now. */
export function poster(queue: DeliveryQueue, clock: EmulatorClock, random: EmulatorRandom): Post {
  return (shop, { topic, url, subscription, body, eventId = uuid(random), webhookId = uuid(random), signed: always, after = 0 }) => {
    const fixed = {
      'content-type': 'application/json',
      'user-agent': 'Shopify-Captain-Hook',
      'x-shopify-topic': topic,
      'x-shopify-shop-domain': shop.domain,
      'x-shopify-api-version': API_VERSION,
      'x-shopify-event-id': eventId,
      'x-shopify-webhook-id': webhookId,
      'x-shopify-triggered-at': new Date(clock.now()).toISOString(),
    }
    const push = (): void => queue.push({
      account: shop.domain, topic, subscription, url, body,
      headers: (signed) => ({ ...fixed, 'x-shopify-hmac-sha256': sign(body, `${(always ?? signed) === 'well' ? '' : 'not '}${signingSecret(shop.app, clock.now())}`) }),
    })
    if (after > 0) clock.after(after, push)
    else push()
  }
}

/** Puts an event on its way to every subscriber of the topic. */
export function emitter(post: Post, random: EmulatorRandom) {
  return (shop: Shop, topic: string, payload: () => Record<string, unknown>): void => {
    const subscribers = [...shop.subscriptions.values()].filter((subscription) => subscription.topic === topic)
    if (subscribers.length === 0) return
    const whole = payload()
    const eventId = uuid(random)
    for (const { id, uri, includeFields } of subscribers) {
      const chosen = includeFields.length > 0 ? Object.fromEntries(Object.entries(whole).filter(([name]) => includeFields.includes(name))) : whole
      post(shop, { topic: topicName(topic), url: uri, subscription: gid('WebhookSubscription', id), body: JSON.stringify(chosen), eventId })
    }
  }
}

export function uuid(random: EmulatorRandom): string {
  const hex = random.hex(32)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
}
