import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { installApp, revokeApp } from './app.ts'
import { gid } from './gid.ts'
import type { Order, Shop } from './model.ts'
import { orderFrom, plain, textOf, wholeOf } from './reading.ts'
import { uuid } from './webhooks.ts'
import { shopOf, touch, type World } from './world.ts'

type Commands = Readonly<Record<string, (body: Body) => unknown>>

const TOPICS = ['customers/data_request', 'customers/redact', 'shop/redact'] as const

/** What happens to the app that the shop has installed, and to its customers' data. */
export function appCommands(world: World): Commands {
  return {
    app: (body) => {
      const shop = shopOf(world, body['shop'])
      shop.privacyUrl = textOf(body['privacyUrl'], 'privacyUrl')
      return { privacyUrl: shop.privacyUrl }
    },
    uninstall: (body) => uninstall(world, shopOf(world, body['shop'])),
    install: (body) => install(shopOf(world, body['shop']), textOf(body['accessToken'], 'accessToken') ?? `shpat_${world.random.hex(32)}`),
    privacy: (body) => privacy(world, shopOf(world, body['shop']), body),
  }
}

/** Token and subscriptions are gone at once; who was subscribed to it is told. */
function uninstall(world: World, shop: Shop): { uninstalled: string } {
  if (!shop.app.installed) throw new Refusal(409, 'the app is not installed')
  revokeApp(shop.app)
  world.emit(shop, 'APP_UNINSTALLED', () => ({ id: shop.id, name: shop.domain.split('.')[0], email: `owner@${shop.domain}`, domain: shop.domain, myshopify_domain: shop.domain, currency: shop.currency }))
  shop.subscriptions.clear()
  return { uninstalled: shop.domain }
}

/** Each installation has a token of its own. */
function install({ app }: Shop, accessToken: string): { accessToken: string } {
  if (app.installed) throw new Refusal(409, 'the app is installed already')
  installApp(app, accessToken)
  return { accessToken }
}

/** `{ topic, orders?, customer?: { id, email, phone }, url?, times?, signature?: 'bad', afterMinutes?, keepAtStore? }`: repeats have the same ids, as retries have. */
function privacy(world: World, shop: Shop, body: Body): { body: unknown } {
  const topic = TOPICS.find((name) => name === body['topic'])
  if (topic === undefined) throw new Refusal(422, `topic: one of ${TOPICS.join(', ')}`)
  const url = textOf(body['url'], 'url') ?? shop.privacyUrl
  if (url === null) throw new Refusal(409, 'the app names no address for privacy topics: POST app { privacyUrl } first')
  const orders = (Array.isArray(body['orders']) ? body['orders'] : []).map((id) => orderFrom(world, plain(id)).order)
  const said = payload(world, shop, topic, orders, (body['customer'] as Body | undefined) ?? {})
  if (topic === 'customers/redact' && body['keepAtStore'] !== true) for (const order of orders) redact(world, shop, order)
  const [eventId, webhookId] = [uuid(world.random), uuid(world.random)]
  const times = body['times'] === undefined ? 1 : wholeOf(body['times'], 'times', 1, 20)
  const after = 60_000 * (body['afterMinutes'] === undefined ? 0 : wholeOf(body['afterMinutes'], 'afterMinutes', 0, 525_600))
  for (let sent = 0; sent < times; sent += 1) {
    world.post(shop, { topic, url, subscription: `app:${topic}`, body: JSON.stringify(said), eventId, webhookId, after, ...(body['signature'] === 'bad' && { signed: 'badly' }) })
  }
  return { body: said }
}

/** Shapes: privacy-law-compliance. */
function payload(world: World, shop: Shop, topic: (typeof TOPICS)[number], orders: readonly Order[], given: Body): Record<string, unknown> {
  const of = { shop_id: shop.id, shop_domain: shop.domain }
  const customer = { id: world.id(), email: orders[0]?.email ?? null, phone: orders[0]?.phone ?? null, ...given }
  const ids = orders.map(({ id }) => id)
  if (topic === 'customers/data_request') return { ...of, orders_requested: ids, customer, data_request: { id: world.id() } }
  return topic === 'customers/redact' ? { ...of, customer, orders_to_redact: ids } : of
}

/** The store itself has nothing personal of it any more. */
function redact(world: World, shop: Shop, order: Order): void {
  order.address = null
  order.email = null
  touch(world, shop, order)
}

/** A location that the merchant opens in the admin: `{ shop?, name }`. */
export function addLocation(world: World, body: Body): { id: string } {
  const shop = shopOf(world, body['shop'])
  const name = textOf(body['name'], 'name')
  if (name === null || [...shop.locations.values()].some((location) => location.name === name)) throw new Refusal(422, 'name: a name that no location has')
  const location = { id: world.id(), name, isService: false }
  shop.locations.set(location.id, location)
  world.emit(shop, 'LOCATIONS_CREATE', () => ({ id: location.id, name, active: true, admin_graphql_api_id: gid('Location', location.id) }))
  return { id: gid('Location', location.id) }
}
