import { createHash } from 'node:crypto'
import type { StartOptions } from '../../../connectors/shopify/emulator/index.ts'
import type { Client } from '../../../sandbox/client.ts'

type Deliver = NonNullable<StartOptions['deliver']>

/** What the stand-in sent and the hub answered 200: from then on it must be there. */
export interface Answered {
  readonly deliver: Deliver
  /** Names of the deliveries, as the hub keeps them. */
  names(): readonly string[]
}

/** Webhooks over real sockets, as the stand-in sends them of itself, with a list of those that were taken. */
export function recordAnswered(): Answered {
  const taken = new Set<string>()
  return {
    names: () => [...taken],
    deliver: async (url, headers, body) => {
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(5_000) })
      await response.body?.cancel()
      if (response.status === 200) taken.add(nameOf(url, headers, body))
      return { status: response.status }
    },
  }
}

/** A delivery is named after its connection, the time of its event, and a digest of event, topic, signature and what it is about: the same event is the same delivery. */
function nameOf(url: string, headers: Readonly<Record<string, string>>, body: string): string {
  const topic = (headers['x-shopify-topic'] ?? '').replace('/', '_')
  const event = [headers['x-shopify-event-id'], topic, headers['x-shopify-hmac-sha256'], subjectOf(JSON.parse(body) as Record<string, unknown>)].join(':')
  const time = Date.parse(headers['x-shopify-triggered-at'] ?? '').toString(36).padStart(9, '0')
  return `${new URL(url).pathname.split('/')[2]}:${time}:${createHash('sha256').update(event).digest('base64url').slice(0, 22)}`
}

function subjectOf(body: Record<string, unknown>): string {
  const inner = Object.values(body).find((value) => typeof value === 'object' && value !== null) as Record<string, unknown> | undefined
  const id = body['admin_graphql_api_id'] ?? body['id'] ?? inner?.['order_id'] ?? inner?.['id']
  const text = typeof id === 'string' || typeof id === 'number' ? String(id) : ''
  return text.slice(text.lastIndexOf('/') + 1)
}

/** Those of these deliveries that the hub has; newest first, so that it is asked for few pages. */
export async function keptOf(owner: Client, names: readonly string[]): Promise<Set<string>> {
  const missing = new Set(names)
  for (let cursor: string | undefined; missing.size > 0;) {
    const { data, nextCursor } = await owner.call('listDeliveries', { query: { limit: 250, ...(cursor && { cursor }) } })
    for (const { id } of data) missing.delete(id)
    if (nextCursor === null) break
    cursor = nextCursor
  }
  return new Set(names).difference(missing)
}
