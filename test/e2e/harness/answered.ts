import type { StartOptions } from '../../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../../connectors/shopify/index.ts'
import type { View } from '../../../connectors/shopify/settings.ts'
import { ConnectionId } from '../../../core/model/ids.ts'
import type { Inbound } from '../../../core/ports/connector.ts'
import { deliveryId } from '../../../hub/receive/accept.ts'
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
      if (response.status === 200) for (const name of namesOf(url, headers, body)) taken.add(name)
      return { status: response.status }
    },
  }
}

/**
 * Which deliveries the hub makes of it, by the hub's own rules: what is judged here is whether they are there, not how they are called. Topics
 * that lead to nothing are answered and not kept.
 */
function namesOf(url: string, headers: Readonly<Record<string, string>>, body: string): string[] {
  const connectionId = ConnectionId.parse(new URL(url).pathname.split('/')[2])
  const said = shopify.door?.read({ method: 'POST', path: new URL(url).pathname, headers, body: Buffer.from(body), receivedAt: 0 }, { settings: { shop: headers['x-shopify-shop-domain'] ?? '' } } as View)
  return Array.isArray(said) ? said.map((one: Inbound) => deliveryId(connectionId, one)) : []
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
