import type { ShipmentNews } from '../../core/model/drafts.ts'
import { type Asked, type Outcome, type Sink, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { FULFILL, ORDER_WORK, RETRACK } from './documents.ts'
import { wholeWork } from './rest.ts'
import { refused, tellingOf, type Telling, trackingOf } from './telling.ts'
import type { UserErrors, Work } from './wire.ts'

/**
 * Refusals (HTTP 200, `userErrors`) that say only that the order is not as it was when we read it; the texts are the
 * observed ones. What really happened is read from the order, never from the words.
 */
const MOVED = [
  /unfulfillable status/i, /does not exist/i, /Invalid fulfillment order line item quantity/i, /must belong to the same order/i, /must be assigned to a single location/i,
]

export function tellShipmentOf(client: Client, mayNotify: boolean): Sink<ShipmentNews> {
  return {
    batch: 1,
    repeatable: false,
    async send(updates, signal) {
      const outcomes: Outcome[] = []
      for (const news of updates) outcomes.push(await tell(client, news, mayNotify && news.notifyCustomer, signal))
      return outcomes
    },
    async ask(updates, _handle, signal) {
      const answers: Asked[] = []
      for (const news of updates) {
        const telling = tellingOf(await readWork(client, news.order, signal), news)
        answers.push(telling.is === 'open' ? { is: 'absent' } : telling)
      }
      return answers
    },
  }
}

/** Reads, does what is missing, and looks again after any refusal. Several calls stop at the first fault: the next sending goes on where it stopped. */
async function tell(client: Client, news: ShipmentNews, notifyCustomer: boolean, signal: AbortSignal): Promise<Outcome> {
  const telling = tellingOf(await readWork(client, news.order, signal), news)
  if (telling.is !== 'open') return telling
  const tracking = trackingOf(news)
  let ref = telling.retrack[0]?.id
  for (const fulfillment of telling.retrack) {
    const answer = (await client.write(RETRACK, { id: fulfillment.id, tracking, notifyCustomer }, signal)).fulfillmentTrackingInfoUpdate
    if (!answer?.fulfillment) return lookAgain(client, news, answer?.userErrors ?? [], signal)
  }
  for (const lineItemsByFulfillmentOrder of telling.create) {
    const fulfillment = { lineItemsByFulfillmentOrder, notifyCustomer, ...(tracking ? { trackingInfo: tracking } : {}) }
    const answer = (await client.write(FULFILL, { fulfillment }, signal)).fulfillmentCreate
    if (!answer?.fulfillment || answer.userErrors.length > 0) return lookAgain(client, news, answer?.userErrors ?? [], signal)
    ref ??= answer.fulfillment.id
  }
  return { is: 'done', ...(ref ? { ref } : {}) }
}

async function lookAgain(client: Client, news: ShipmentNews, errors: UserErrors, signal: AbortSignal): Promise<Outcome> {
  const now: Telling = tellingOf(await readWork(client, news.order, signal), news)
  if (now.is !== 'open') return now
  const text = errors.map((error) => error.message).join('; ') || 'no fulfillment and no reason'
  // It still stands open, so the order changed between our reading and our writing: read and send once more.
  if (MOVED.some((pattern) => pattern.test(text))) throw new VendorError('conflict', 'yes', `${FULFILL.name}: ${text}`, { code: 'changed_meanwhile' })
  return refused('rejected', text, 'operator')
}

/** null: the store does not know it. A malformed id is answered as an error ("invalid id"), not as null. */
async function readWork(client: Client, id: string, signal: AbortSignal): Promise<Work | null> {
  try {
    const { order } = (await client.read(ORDER_WORK, { id }, signal)).data
    return order && (await wholeWork(client, order, signal))
  } catch (error) {
    if (error instanceof VendorError && error.code === 'not_found') return null
    throw error
  }
}
