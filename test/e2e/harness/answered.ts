import type { StartOptions } from '../../../connectors/shopify/emulator/index.ts'
import type { Client } from '../../../sandbox/client.ts'

type Deliver = NonNullable<StartOptions['deliver']>
interface Event { readonly url: string; readonly headers: Record<string, string>; readonly body: string }

/** What is wrong with what the hub kept: deliveries that were not there, and how many events have none of their own. `asked`: events asked about for the first time. */
export interface Kept { readonly asked: number; readonly lost: readonly string[]; readonly merged: number }

/** What the stand-in sent and the hub answered 200: from then on it must be there. */
export interface Answered {
  readonly deliver: Deliver
  /** From now on the stand-in finds nobody; what it sends comes again on its own schedule. */
  shut(): void
  open(): void
  /** Asked of a hub that began with the door shut, so that nothing comes in between. */
  check(owner: Client): Promise<Kept>
}

/** Webhooks over real sockets, as the stand-in sends them of itself, with a list of those that were taken: by event id and signed body, as the sender knows them. */
export function recordAnswered(): Answered {
  const sent = new Map<string, Event>()
  const taken = new Set<string>()
  const asked = new Set<string>()
  let isShut = false
  const repeat = async (names: ReadonlySet<string>): Promise<void> => {
    for (const name of names) {
      const status = await post(sent.get(name)!)
      if (status !== 200) throw new Error(`an event that comes again is answered ${status}`)
      taken.add(name)
    }
  }
  return {
    shut: () => { isShut = true },
    open: () => { isShut = false },
    deliver: async (url, headers, body) => {
      if (isShut) return { status: 503 }
      const name = `${headers['x-shopify-event-id']} ${body}`
      sent.set(name, { url, headers, body })
      const status = await post({ url, headers, body })
      if (status === 200) taken.add(name)
      return { status }
    },
    /**
     * How the hub calls what it keeps is its own matter. What is there is seen from outside: an event that was answered makes no delivery when it
     * comes once more, and once all were answered there are as many deliveries as events.
     */
    check: async (owner) => {
      const before = await deliveriesOf(owner)
      const answered = taken.difference(asked)
      await repeat(answered)
      const after = await deliveriesOf(owner)
      await repeat(new Set(sent.keys()).difference(taken))
      for (const name of taken) asked.add(name)
      return { asked: answered.size, lost: [...after.difference(before)], merged: sent.size - (await deliveriesOf(owner)).size }
    },
  }
}

async function post({ url, headers, body }: Event): Promise<number> {
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(5_000) })
  await response.body?.cancel()
  return response.status
}

/** Ids of all deliveries that the hub lists. */
async function deliveriesOf(owner: Client): Promise<Set<string>> {
  const ids = new Set<string>()
  for (let cursor: string | undefined; ;) {
    const { data, nextCursor } = await owner.call('listDeliveries', { query: { limit: 250, ...(cursor && { cursor }) } })
    for (const { id } of data) ids.add(id)
    if (nextCursor === null) return ids
    cursor = nextCursor
  }
}
