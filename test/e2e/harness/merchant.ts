import type { EmulatorClock } from '../../../connectors/kit/emulator/clock.ts'
import { type Client, HubRefusal } from '../../../sandbox/client.ts'
import type { Answer } from '../../../server/schema.ts'
import { SECOND } from './time.ts'

export type Held = Answer<'listOrders'>['data'][number]
/** How a reason is mended; what it throws of the hub's own refusals means that the order moved on meanwhile. */
export type Mends = Readonly<Record<string, (order: Held) => Promise<unknown>>>

/** A merchant who looks at what is held and mends it through the API. */
export function mendingMerchant(owner: Client, clock: EmulatorClock, mends: Mends): { seen: ReadonlyMap<string, ReadonlySet<string>>; stop(): Promise<void> } {
  const seen = new Map<string, Set<string>>()
  const stopping = new AbortController()
  const turn = async (): Promise<void> => {
    for (let cursor: string | undefined; ;) {
      const { data, nextCursor } = await owner.call('listOrders', { query: { status: 'action_required', limit: 250, ...(cursor && { cursor }) } })
      for (const order of data) for (const { code } of order.reasons) await mend(order, code)
      if (nextCursor === null) return
      cursor = nextCursor
    }
  }
  const mend = async (order: Held, code: string): Promise<void> => {
    seen.set(code, (seen.get(code) ?? new Set()).add(order.number))
    try {
      await mends[code]?.(order)
    } catch (error) {
      if (!(error instanceof HubRefusal) || error.status >= 500) throw error
    }
  }
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn().catch(() => {})
      await clock.sleep(30 * SECOND, stopping.signal).catch(() => {})
    }
  }
  const worked = loop()
  return { seen, stop: async () => { stopping.abort(new Error('enough')); await worked } }
}
