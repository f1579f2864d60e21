import type { EmulatorClock } from './clock.ts'
import type { Faults } from './faults.ts'
import type { EmulatorRandom } from './random.ts'

/** Sends one webhook and says what came back. Throws, or never answers, as a network does. */
export type Deliver = (url: string, headers: Record<string, string>, body: string) => Promise<{ readonly status: number }>

/** One event on its way to one address. Body and address stay what they were at the event. */
export interface Outgoing {
  readonly account: string
  readonly topic: string
  readonly subscription: string
  readonly url: string
  readonly body: string
  /** Headers of one attempt, rightly or wrongly signed. */
  readonly headers: (signed: 'well' | 'badly') => Record<string, string>
}

/** An event that did not arrive (yet), and why. */
export interface HeldDelivery {
  readonly what: 'webhook'
  readonly account: string
  readonly topic: string
  readonly subscription: string
  readonly attempts: number
  readonly why: string
}

export interface DeliveryCounts { sent: number; failed: number; dropped: number; gaveUp: number }

export interface DeliveryQueue {
  push(outgoing: Outgoing): void
  held(account?: string): readonly HeldDelivery[]
  counts(account?: string): DeliveryCounts
  /** Forgets what is on its way to a subscription, or everything. */
  forget(subscription?: string): void
  clear(): void
}

export interface DeliveryRules {
  readonly clock: EmulatorClock
  readonly random: EmulatorRandom
  readonly faults: (account: string) => Readonly<Faults>
  readonly deliver: Deliver
  /** ms before each further attempt; after the last the event is given up. */
  readonly retries: readonly number[]
  /** ms of the clock after which an attempt counts as failed; null where `deliver` sees to it. */
  readonly timeout: number | null
  readonly gaveUp: (outgoing: Outgoing) => void
}

/** Usual time between an event and its first delivery. */
const LATENCY = 100
const REORDER_LATENCY = [500, 60_000] as const
const DUPLICATE_LATENCY = [100, 30_000] as const

interface Ride extends Outgoing { attempts: number; why: string; cancel: () => void }

/** Webhooks on their way: retried on the vendor's schedule; dropped, repeated, reordered, badly signed by faults. */
export function deliveryQueue(rules: DeliveryRules): DeliveryQueue {
  const riding = new Set<Ride>()
  const lost: Ride[] = []
  const totals = new Map<string, DeliveryCounts>()
  const { clock, random } = rules

  const total = (account: string): DeliveryCounts => {
    const found = totals.get(account) ?? { sent: 0, failed: 0, dropped: 0, gaveUp: 0 }
    totals.set(account, found)
    return found
  }
  const start = (outgoing: Outgoing, wait: number): void => {
    const ride: Ride = { ...outgoing, attempts: 0, why: 'not sent yet', cancel: () => {} }
    riding.add(ride)
    ride.cancel = clock.after(wait, () => void attempt(ride))
  }
  const attempt = async (ride: Ride): Promise<void> => {
    const signed = random.chance(rules.faults(ride.account).badSignature) ? 'badly' : 'well'
    const failure = await send(rules, ride, signed)
    if (!riding.has(ride)) return
    ride.attempts += 1
    if (failure === null) {
      total(ride.account).sent += 1
      riding.delete(ride)
      return
    }
    total(ride.account).failed += 1
    ride.why = failure
    const wait = rules.retries[ride.attempts - 1]
    if (wait !== undefined) {
      ride.cancel = clock.after(wait, () => void attempt(ride))
      return
    }
    riding.delete(ride)
    lost.push({ ...ride, why: `given up: ${failure}` })
    total(ride.account).gaveUp += 1
    rules.gaveUp(ride)
  }
  const forget = (subscription?: string): void => {
    for (const ride of riding) {
      if (subscription !== undefined && ride.subscription !== subscription) continue
      ride.cancel()
      riding.delete(ride)
    }
  }
  return {
    push: (outgoing) => {
      const faults = rules.faults(outgoing.account)
      if (random.chance(faults.dropWebhooks)) {
        lost.push({ ...outgoing, attempts: 0, why: 'dropped by a fault', cancel: () => {} })
        total(outgoing.account).dropped += 1
        return
      }
      start(outgoing, random.chance(faults.reorderWebhooks) ? random.between(...REORDER_LATENCY) : LATENCY)
      if (random.chance(faults.duplicateWebhooks)) start(outgoing, random.between(...DUPLICATE_LATENCY))
    },
    held: (account) => [...lost, ...riding].filter((ride) => account === undefined || ride.account === account).map(shown),
    counts: (account) => {
      const wanted = [...totals].filter(([name]) => account === undefined || name === account)
      return wanted.map(([, counts]) => counts).reduce(sum, { sent: 0, failed: 0, dropped: 0, gaveUp: 0 })
    },
    forget,
    clear: () => {
      forget()
      lost.length = 0
      totals.clear()
    },
  }
}

/** Why it failed, or null. */
async function send(rules: DeliveryRules, ride: Ride, signed: 'well' | 'badly'): Promise<string | null> {
  const late = Promise.withResolvers<{ status: number }>()
  const stop = rules.timeout === null ? null : rules.clock.after(rules.timeout, () => late.reject(new Error('no answer in time')))
  try {
    const { status } = await Promise.race([rules.deliver(ride.url, ride.headers(signed), ride.body), late.promise])
    return status >= 200 && status < 300 ? null : `answered ${status}`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    stop?.()
  }
}

const sum = (a: DeliveryCounts, b: DeliveryCounts): DeliveryCounts => ({
  sent: a.sent + b.sent, failed: a.failed + b.failed, dropped: a.dropped + b.dropped, gaveUp: a.gaveUp + b.gaveUp,
})

const shown = ({ account, topic, subscription, attempts, why }: Ride): HeldDelivery => ({
  what: 'webhook', account, topic, subscription, attempts, why,
})
