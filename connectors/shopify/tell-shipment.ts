import type { ShipmentNews } from '../../core/model/drafts.ts'
import { type Asked, type Outcome, type Sink, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { stands } from './codes.ts'
import { FULFILL, ORDER_WORK, RETRACK } from './documents.ts'
import { wholeWork } from './rest.ts'
import { guessed, type Part } from './takes.ts'
import { type Open, tellingOf } from './telling.ts'
import { trackingOf } from './tracking-input.ts'
import { refused } from './why-not.ts'
import type { LookedAt, UserErrors } from './wire.ts'

/**
 * Refusals (HTTP 200, `userErrors`) that say only that the order is not as it was when we read it; the texts are the
 * observed ones. What really happened is read from the order, never from the words.
 */
const MOVED = [
  /unfulfillable status/i, /does not exist/i, /Invalid fulfillment order line item quantity/i, /must belong to the same order/i, /must be assigned to a single location/i,
]
/** Said of what we can read and may not write: assigned to another fulfillment service (A1, since 2024-10). */
const NOT_OURS = /^Fulfillment order does not exist/i

/** One telling under way. */
interface Task { client: Client; news: ShipmentNews; notifyCustomer: boolean; signal: AbortSignal }
/** The vendor's words where it did not do what was asked. */
interface Unwilling { is: 'unwilling'; text: string }

export function tellShipmentOf(client: Client, mayNotify: boolean): Sink<ShipmentNews> {
  return {
    batch: 1,
    repeatable: false,
    async send(updates, signal) {
      const outcomes: Outcome[] = []
      for (const news of updates) outcomes.push(await tell({ client, news, notifyCustomer: mayNotify && news.notifyCustomer, signal }))
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

/** Straight away where what the store showed last says enough; else, and after a refusal, what a look at the order says. */
async function tell(task: Task): Promise<Outcome> {
  const guess = guessed(task.news)
  const first = guess && (await carryOut(task, { retrack: [], create: guess, isBegun: false }))
  if (first?.is === 'done') return first
  const telling = tellingOf(await readWork(task.client, task.news.order, task.signal), task.news)
  if (telling.is !== 'open') return telling
  const told = first && !isMoved(first.text) ? first : await carryOut(task, telling)
  if (told.is === 'done') return telling.why ? { ...(told.ref !== undefined && { ref: told.ref }), ...telling.why } : told
  return afterAll(task, telling, told.text)
}

/**
 * Several calls stop at the first fault, which then is in doubt as a whole: the next sending looks and goes on where it stopped. The store
 * mails once for a telling, with its first call, and not again where a part stands already (S0.7).
 */
async function carryOut(task: Task, { retrack, create, isBegun }: Pick<Open, 'retrack' | 'create' | 'isBegun'>): Promise<Extract<Outcome, { is: 'done' }> | Unwilling> {
  const tracking = trackingOf(task.news)
  const made: string[] = []
  const notify = (): boolean => task.notifyCustomer && made.length === 0 && (!isBegun || retrack.length > 0)
  const calls = [
    ...retrack.map(({ id, tracking: input }) => async () => replaceNumbers(task, { id, tracking: input, notifyCustomer: notify() })),
    ...create.map((parts) => async () => fulfill(task, parts, { notifyCustomer: notify(), ...(tracking ? { trackingInfo: tracking } : {}) })),
  ]
  for (const call of calls) {
    const answer = await call().catch((error: unknown) => { throw made.length > 0 ? inDoubt(error) : error })
    if (typeof answer !== 'string') return answer
    made.push(answer)
  }
  return { is: 'done', ...(made[0] ? { ref: made[0] } : {}) }
}

async function replaceNumbers({ client, signal }: Task, variables: Record<string, unknown>): Promise<string | Unwilling> {
  const answer = (await client.write(RETRACK, variables, signal)).fulfillmentTrackingInfoUpdate
  return answer?.fulfillment && answer.userErrors.length === 0 ? answer.fulfillment.id : unwilling(answer?.userErrors)
}

/** Done is what stands, with all of its units. */
async function fulfill({ client, signal }: Task, parts: readonly Part[], more: Record<string, unknown>): Promise<string | Unwilling> {
  const units = parts.flatMap((part) => part.fulfillmentOrderLineItems).reduce((sum, { quantity }) => sum + quantity, 0)
  const answer = (await client.write(FULFILL, { fulfillment: { lineItemsByFulfillmentOrder: parts, ...more } }, signal)).fulfillmentCreate
  const made = answer?.fulfillment
  if (!made || answer.userErrors.length > 0) return unwilling(answer?.userErrors)
  return stands(made.status) && made.totalQuantity === units ? made.id : unwilling([], `the fulfillment is ${made.status}, with ${made.totalQuantity} of ${units} units`)
}

function unwilling(errors: UserErrors = [], otherwise = 'no fulfillment and no reason'): Unwilling {
  return { is: 'unwilling', text: errors.map((error) => error.message).join('; ') || otherwise }
}

const isMoved = (text: string): boolean => MOVED.some((pattern) => pattern.test(text))

function inDoubt(error: unknown): unknown {
  if (!(error instanceof VendorError) || error.sent === 'maybe') return error
  return new VendorError(error.kind, 'maybe', error.message, { code: error.code, retryAfter: error.retryAfter, cause: error })
}

/** What was looked at was refused too: it is looked at once more. */
async function afterAll({ client, news, signal }: Task, tried: Open, text: string): Promise<Outcome> {
  const now = tellingOf(await readWork(client, news.order, signal), news)
  if (now.is !== 'open') return now
  if (NOT_OURS.test(text) && JSON.stringify(now.create) === JSON.stringify(tried.create)) {
    return refused('moved_away', `the units are assigned to another fulfillment service, for which this app may not fulfill: ${text}`, 'merchant')
  }
  // It still stands open, so the order changed between our reading and our writing: read and send once more.
  if (isMoved(text)) throw new VendorError('conflict', 'yes', `${FULFILL.name}: ${text}`, { code: 'changed_meanwhile' })
  return refused('rejected', text, 'operator')
}

/** null: the store does not know it. A malformed id is answered as an error ("invalid id"), not as null. */
async function readWork(client: Client, id: string, signal: AbortSignal): Promise<LookedAt | null> {
  try {
    const { order } = (await client.read(ORDER_WORK, { id }, signal)).data
    return order && { ...order, ...(await wholeWork(client, order, signal)) }
  } catch (error) {
    if (error instanceof VendorError && error.code === 'not_found') return null
    throw error
  }
}
