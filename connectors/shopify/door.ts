import type { Instant, Ref } from '../../core/model/ids.ts'
import type { Door, Inbound, RawDelivery, Reply } from '../../core/ports/connector.ts'
import { isSignedBase64 } from '../kit/hmac.ts'
import { instantOf } from '../kit/times.ts'
import { frontOf } from './body-front.ts'
import { COMMANDS } from './commands.ts'
import { digitsOf, gidOf, inside } from './ids.ts'
import type { Credentials, Settings, View } from './settings.ts'
import { ensureSubscriptions } from './subscriptions.ts'
import { type Naming, type Topic, TOPICS } from './topics.ts'
import { workRefs } from './work-refs.ts'

export const door: Door<Credentials, Settings> = {
  verify: (delivery, at) => Promise.resolve(isGenuine(delivery, at)),
  read,
  ensure: ensureSubscriptions,
  // "up to an hour" (docs/apps/build/webhooks/verify-deliveries).
  rotates: { secret: 'clientSecret', ms: 3_600_000 },
}

/** Signed over the raw bytes with the app's client secret. The shop's name is not signed: one that contradicts the connection's is a mix-up or worse. */
function isGenuine(delivery: RawDelivery, at: View): boolean {
  const shop = header(delivery, 'x-shopify-shop-domain')
  return [at.credentials.clientSecret, at.previousSecret].some((secret) => secret !== undefined && isSignedBase64(secret, delivery.body, delivery.headers['x-shopify-hmac-sha256'])) && (shop === null || shop === at.settings.shop)
}

function read(delivery: RawDelivery, at: View): readonly Inbound[] | Reply {
  const name = header(delivery, 'x-shopify-topic') ?? ''
  // The topic is not signed either: what it names is only ever read again, and one that we do not know is taken and left.
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!topic && !command) return []
  const front = topic?.naming === 'order' ? gidOf(frontOf(delivery.body), 'Order') : null
  if (topic && front !== null) return [hint(delivery, topic, front)]
  const body = parsed(delivery.body)
  if (body === undefined) return { status: 400, body: 'The body is not JSON.' }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { status: 422, body: 'The body is not a JSON object.' }
  const said = topic ? refsOf(topic.naming, body as Record<string, unknown>).map(ref => hint(delivery, topic, ref)) : commands(delivery, name, command?.(body as Record<string, unknown>, at.settings.shop) ?? null)
  if (said.length > 0) return said
  // Refused, it would come eight times more, and then no more of its topic would. That something changed is a hint as well.
  if (topic?.naming === 'fulfillment_orders') return [{ ...eventOf(delivery, name.replace('/', '_'), ''), is: 'unnamed', capability: 'orders' }]
  return { status: 422, body: `This is no body of ${name}.` }
}

function hint(delivery: RawDelivery, { subscribe, does }: Topic, ref: Ref): Inbound {
  const event = eventOf(delivery, subscribe.toLowerCase(), ref.slice(ref.lastIndexOf('/') + 1))
  return does === 'ended' ? { ...event, is: 'ended', handle: ref } : { ...event, is: 'changed', capability: does, ref }
}

function commands(delivery: RawDelivery, name: string, command: Pick<Extract<Inbound, { is: 'command' }>, 'do' | 'subject'> | null): Inbound[] {
  return command ? [{ ...eventOf(delivery, name.replace('/', '_'), command.do), is: 'command', ...command }] : []
}

/** Neither event id nor topic is signed, so the body's signature, verified before, is part of the key: a forged id cannot push out a true delivery. */
function eventOf(delivery: RawDelivery, topic: string, of: string): { eventId: string; at: Instant | null } {
  const signature = header(delivery, 'x-shopify-hmac-sha256') ?? ''
  return { eventId: [header(delivery, 'x-shopify-event-id') ?? '', topic, signature, of].join(':'), at: instantOf(header(delivery, 'x-shopify-triggered-at')) }
}

const READERS: Readonly<Record<Naming, (body: Record<string, unknown>) => (Ref | null)[]>> = {
  order: (body) => [gidOf(body['admin_graphql_api_id'], 'Order') ?? gidOf(body['id'], 'Order')],
  order_id: (body) => [gidOf(body['order_id'], 'Order') ?? gidOf(body['admin_graphql_api_order_id'], 'Order')],
  order_edit: (body) => [gidOf(inside(body, 'order_edit')['order_id'] ?? body['order_id'], 'Order')],
  fulfillment_orders: workRefs,
  level: (body) => [levelRef(body)],
  item: (body) => [gidOf(body['admin_graphql_api_id'], 'InventoryItem') ?? gidOf(body['id'], 'InventoryItem')],
  location: (body) => [gidOf(body['admin_graphql_api_id'], 'Location') ?? gidOf(body['id'], 'Location')],
  bulk_operation: (body) => [gidOf(body['admin_graphql_api_id'], 'BulkOperation')],
}

function refsOf(naming: Naming, body: Record<string, unknown>): Ref[] {
  return [...new Set(READERS[naming](body).filter((ref) => ref !== null))]
}

function levelRef(body: Record<string, unknown>): Ref | null {
  const given = body['admin_graphql_api_id']
  if (typeof given === 'string' && /^gid:\/\/shopify\/InventoryLevel\/\d+\?inventory_item_id=\d+$/.test(given)) return given
  const [item, location] = [digitsOf(body['inventory_item_id']), digitsOf(body['location_id'])]
  return item && location ? `gid://shopify/InventoryLevel/${location}?inventory_item_id=${item}` : null
}

/** Ids go past 2^53: a number that would lose digits is kept as it was written. */
const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '') ? context?.source : value

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parsed(body: Uint8Array): unknown {
  try {
    const text = UTF8.decode(body)
    // A reviver makes reading an order four times slower (docs/performance.md), so it comes only where a number may need it.
    return hasLongNumber(body) ? JSON.parse(text, exactly) : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** 2^53 has 16 digits. So many in a row have one at every 16th byte, so no other bytes are looked at. */
const LONG = 16

function hasLongNumber(body: Uint8Array): boolean {
  for (let at = LONG - 1; at < body.length; at += LONG) {
    let [first, last] = [at, at]
    if (!isDigit(body[at])) continue
    while (isDigit(body[first - 1])) first -= 1
    while (isDigit(body[last + 1])) last += 1
    if (last - first + 1 >= LONG) return true
  }
  return false
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39

function header(delivery: RawDelivery, name: string): string | null {
  const value = delivery.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}
