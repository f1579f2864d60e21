import { type Check, type Host, VendorError } from '../../core/ports/connector.ts'
import { type Client, clientOf } from './client.ts'
import { SUBSCRIBE, SUBSCRIPTIONS, UNSUBSCRIBE } from './documents.ts'
import { everyPage } from './rest.ts'
import type { View } from './settings.ts'
import { wantedTopics } from './topics.ts'

interface Held { id: string; topic: string; uri: string }

/**
 * Makes what is missing, and takes away what is ours (our own path, on whatever host) and not wanted any more: of roles that are off, of an
 * earlier address. Shopify deletes a subscription after 8 failed deliveries, so this is run on a schedule too.
 */
export async function ensureSubscriptions(url: string, at: View, host: Host): Promise<Check[]> {
  const client = clientOf(at, host)
  const wanted = wantedTopics(at.roles)
  // Bounded by host.call; nobody waits for it who could give up.
  const { signal } = new AbortController()
  try {
    const ours = (await listed(client, signal)).filter(({ uri }) => pathOf(uri) === pathOf(url))
    const there = new Set(ours.filter(({ uri }) => uri === url).map(({ topic }) => topic))
    const made: string[] = []
    const faults: Check[] = []
    // One after the other: nothing waits for it, and orders have the points first.
    for (const [topic, fields] of [...wanted].filter(([name]) => !there.has(name))) {
      const refused = await subscribe(client, topic, url, fields, signal)
      if (refused === null) made.push(topic)
      else faults.push(refusal(topic, refused))
    }
    const left = ours.filter(({ topic, uri }) => uri !== url || !wanted.has(topic))
    for (const { id } of left) await client.write(UNSUBSCRIBE, { id }, signal)
    return [...faults, ...summary(url, [...wanted.keys()], faults.length), ...changes(made, left.map(({ topic }) => topic))]
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [{ code: 'webhooks', is: 'fault', title: 'Webhooks could not be set up', detail: error.message, fix: 'Orders still come by polling. Run the check again once the cause is mended.' }]
  }
}

/** Null: it stands. "Address for this topic has already been taken": somebody was faster, which is as good. */
async function subscribe(client: Client, topic: string, uri: string, fields: readonly string[] | null, signal: AbortSignal): Promise<string | null> {
  const to = { uri, format: 'JSON', ...(fields ? { includeFields: fields } : {}) }
  const errors = (await client.write(SUBSCRIBE, { topic, to }, signal)).webhookSubscriptionCreate?.userErrors ?? []
  return errors.map(({ message }) => message).filter((message) => !/already been taken/i.test(message)).join('; ') || null
}

const refusal = (topic: string, text: string): Check => ({
  code: 'webhooks', is: 'fault', title: `Webhook ${topic} was refused`, detail: text,
  fix: /address/i.test(text) ? 'CROSSDOCK_PUBLIC_URL must be an https address that Shopify can reach.' : 'See whether the app has the scopes that the check names. What the webhook would say comes by polling meanwhile.',
})

function summary(url: string, wanted: readonly string[], faults: number): Check[] {
  if (faults > 0 || wanted.length === 0) return []
  return [{ code: 'webhooks', is: 'ok', title: `Webhooks: ${wanted.length} topics come to ${new URL(url).host}`, detail: wanted.join(', ') }]
}

function changes(made: readonly string[], removed: readonly string[]): Check[] {
  return [
    ...(made.length > 0 ? [{ code: 'webhooks_made', is: 'ok' as const, title: `${made.length} webhook topics were not there and were subscribed`, detail: made.join(', ') }] : []),
    ...(removed.length > 0 ? [{ code: 'webhooks_removed', is: 'ok' as const, title: `${removed.length} webhook topics that nothing needs any more were taken away`, detail: removed.join(', ') }] : []),
  ]
}

async function listed(client: Client, signal: AbortSignal): Promise<Held[]> {
  return everyPage(SUBSCRIPTIONS.name, null, async (after) => (await client.read(SUBSCRIPTIONS, { after }, signal)).data.webhookSubscriptions)
}

function pathOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).pathname : uri
}
