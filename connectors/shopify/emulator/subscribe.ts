import type { Shop, Subscription, UserError } from './model.ts'
import { secondOf, type World } from './world.ts'

/** WebhookSubscriptionInput after coercion. */
export interface SubscriptionInput {
  readonly uri?: string | null
  readonly callbackUrl?: string | null
  readonly format?: 'JSON' | 'XML' | null
  readonly filter?: string | null
  readonly includeFields?: readonly string[] | null
  readonly name?: string | null
}

const MOST_BYTES = 64 * 1024

/** Subscribes an address to a topic, or refuses in Shopify's words (observed-errors-and-costs.json, webhookSubscriptionCreate). */
export function subscribe(world: World, shop: Shop, topic: string, input: SubscriptionInput): Subscription | readonly UserError[] {
  const uri = input.uri ?? input.callbackUrl ?? ''
  const faults = [...addressFaults(uri), ...inputFaults(shop, input)]
  if (faults.length > 0) return faults
  const others = [...shop.subscriptions.values()]
  if (others.some((other) => other.topic === topic && other.uri === uri)) return [address('Address for this topic has already been taken')]
  const made: Subscription = {
    id: shop.nextSubscription, topic, uri, name: input.name ?? null, filter: input.filter ?? null, includeFields: input.includeFields ?? [], createdAt: secondOf(world.clock),
  }
  shop.nextSubscription += 1
  shop.subscriptions.set(made.id, made)
  return made
}

const address = (message: string): UserError => ({ field: ['webhookSubscription', 'callbackUrl'], message })

function addressFaults(uri: string): UserError[] {
  if (uri.trim() === '') return [address("Address can't be blank")]
  if (Buffer.byteLength(uri) > MOST_BYTES) return [address('Address is too big (maximum is 64 KB)')]
  const scheme = /^(?<scheme>[a-z][a-z0-9+.-]*):\/\//i.exec(uri)?.groups?.['scheme']?.toLowerCase()
  const url = URL.parse(uri)
  if (scheme === undefined || url === null) return [address('Address is invalid')]
  // The stand-in's own allowance: plain http to the machine that it runs on.
  if (scheme === 'http' && isLoopback(url.hostname)) return []
  if (scheme !== 'https') return [address(`Address protocol ${scheme}:// is not supported`)]
  return isInternal(url.hostname) ? [address('Address cannot be a Shopify or an internal domain')] : []
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host.startsWith('127.')
}

function isInternal(host: string): boolean {
  return isLoopback(host) || /(^|\.)(myshopify\.com|shopify\.com|internal|local)$/.test(host) || /^(10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\./.test(host)
}

function inputFaults(shop: Shop, { format, name }: SubscriptionInput): UserError[] {
  const faults: UserError[] = []
  if (format === 'XML') faults.push({ field: ['webhookSubscription', 'format'], message: "Format 'xml' is invalid for this webhook topic. Allowed formats: json" })
  if (name === null || name === undefined) return faults
  const say = (message: string): void => void faults.push({ field: ['webhookSubscription', 'name'], message })
  if (name === '') say('Name is too short (minimum is 1 character)')
  if (!/^[\w-]*$/.test(name)) say('Name name field can only contain alphanumeric characters, underscores, and hyphens')
  if ([...shop.subscriptions.values()].some((other) => other.name === name)) say('Name already exists, no duplicate allowed')
  return faults
}
