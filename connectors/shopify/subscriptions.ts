import { type Check, type Host, VendorError } from '../../core/ports/connector.ts'
import { type Client, clientOf } from './client.ts'
import { SUBSCRIBE, SUBSCRIPTIONS, UNSUBSCRIBE } from './documents.ts'
import { everyPage } from './rest.ts'
import type { View } from './settings.ts'
import { type Topic, TOPICS } from './topics.ts'

interface Held { id: string; topic: string; uri: string }
const code = 'webhooks'

/**
 * Makes what is missing, and takes away our own subscriptions that point to an earlier address of ours (the same path
 * on another host). Shopify deletes a subscription after 8 failed deliveries, so this is run on a schedule too.
 */
export async function ensureSubscriptions(url: string, at: View, host: Host): Promise<Check[]> {
  const client = clientOf(at, host)
  const wanted = Object.values(TOPICS).filter((topic) => at.roles.includes(topic.role))
  // Bounded by host.call; nobody waits for it who could give up.
  const { signal } = new AbortController()
  try {
    const held = await listed(client, signal)
    const faults: Check[] = []
    for (const topic of wanted) {
      const fault = await ensureOne(client, topic, url, held.filter((one) => one.topic === topic.subscribe), signal)
      if (fault) faults.push(fault)
    }
    return faults.length > 0 ? faults : [{ code, is: 'ok', title: `Webhooks: ${wanted.length} topics come to ${new URL(url).host}` }]
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [{ code, is: 'fault', title: 'Webhooks could not be set up', detail: error.message, fix: 'Orders still come by polling. Run the check again once the cause is mended.' }]
  }
}

async function ensureOne(client: Client, topic: Topic, url: string, held: readonly Held[], signal: AbortSignal): Promise<Check | null> {
  if (!held.some((one) => one.uri === url)) {
    const to = { uri: url, format: 'JSON', ...(topic.includeFields ? { includeFields: topic.includeFields } : {}) }
    const errors = (await client.write(SUBSCRIBE, { topic: topic.subscribe, to }, signal)).webhookSubscriptionCreate?.userErrors ?? []
    // "Address for this topic has already been taken": somebody was faster, which is as good.
    const text = errors.map((error) => error.message).filter((message) => !/already been taken/i.test(message)).join('; ')
    if (text) return { code, is: 'fault', title: `Webhook ${topic.subscribe} was refused`, detail: text, fix: 'CROSSDOCK_PUBLIC_URL must be an https address that Shopify can reach.' }
  }
  for (const stale of held.filter((one) => one.uri !== url && pathOf(one.uri) === pathOf(url))) await client.write(UNSUBSCRIBE, { id: stale.id }, signal)
  return null
}

async function listed(client: Client, signal: AbortSignal): Promise<Held[]> {
  return everyPage(SUBSCRIPTIONS.name, null, async (after) => (await client.read(SUBSCRIPTIONS, { after }, signal)).data.webhookSubscriptions)
}

function pathOf(uri: string): string {
  return URL.canParse(uri) ? new URL(uri).pathname : uri
}
