import type { ScanNews } from '../../core/model/drafts.ts'
import { type Asked, type Outcome, type Sink, VendorError } from '../../core/ports/connector.ts'
import { instantOf } from '../kit/times.ts'
import type { Client } from './client.ts'
import { EVENTS, stands } from './codes.ts'
import { SCANS, TELL_SCAN } from './documents.ts'
import { type Refused, refused } from './why-not.ts'

/**
 * A carrier's scan as a fulfillment event. Nothing at the vendor stops a repeat (no @idempotent for fulfillments, A3), so a doubtful one is known by its
 * status and second.
 */
export function tellScanOf(client: Client): Sink<ScanNews> {
  return {
    batch: 1,
    repeatable: false,
    async send(updates, signal) {
      const outcomes: Outcome[] = []
      for (const news of updates) outcomes.push(await orMissingScope(async () => tell(client, news, signal)))
      return outcomes
    },
    async ask(updates, _handle, signal) {
      const answers: Asked[] = []
      for (const news of updates) answers.push(await orMissingScope(async () => look(client, news, signal)))
      return answers
    },
  }
}

async function tell(client: Client, { made, status, at }: ScanNews, signal: AbortSignal): Promise<Outcome> {
  const said = EVENTS[status]
  if (said === null) return { is: 'done' }
  const answer = (await client.write(TELL_SCAN, { event: { fulfillmentId: made, status: said, happenedAt: new Date(at).toISOString() } }, signal)).fulfillmentEventCreate
  if (answer?.fulfillmentEvent && answer.userErrors.length === 0) return { is: 'done', ref: answer.fulfillmentEvent.id }
  const text = answer?.userErrors.map((error) => error.message).join('; ') || 'no event and no reason'
  return /does not exist/i.test(text) ? GONE : refused('rejected', text, 'operator')
}

async function look(client: Client, { made, status, at }: ScanNews, signal: AbortSignal): Promise<Asked> {
  const { node } = (await client.read(SCANS, { id: made }, signal)).data
  if (!node || !stands(node.status)) return GONE
  const isThere = node.events.nodes.some((event) => event.status === EVENTS[status] && secondOf(instantOf(event.happenedAt)) === secondOf(at))
  return EVENTS[status] === null || isThere ? { is: 'done' } : { is: 'absent' }
}

const GONE = refused('fulfillment_gone', 'the store does not have this fulfillment any more', 'none')
const secondOf = (at: number | null): number | null => at && Math.floor(at / 1000)

/** Events need a scope of their own. Without it they are not told, and everything else goes on: it is no reason to ask for new credentials. */
async function orMissingScope<T>(run: () => Promise<T>): Promise<T | Refused> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof VendorError && error.code === 'missing_scope') return refused('missing_scope', `grant write_fulfillments to the app, or switch the setting off: ${error.message}`, 'merchant')
    throw error
  }
}
