import { MerchantId, type Instant } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Hub } from '../hub.ts'
import { failures, retryAfter } from './backoff.ts'
import { type LaneHold, LONGEST_GATE_MS, RENEW_MS } from './lane.ts'
import { earlier, gate, giveBack, renew } from './lanes.ts'

/** A turn's time; then others get theirs. */
export const TURN_MS = 1_000
/** What each step gets at least, even where those before it took the whole turn. */
const LEAST_MS = 100

/** Works until `deadline` (at least one thing), and says when it is due next; null: when woken. */
export type AccountStep = (hub: Hub, account: string, deadline: Instant, hold: LaneHold) => Promise<Instant | null>

/** What the lanes do; put together where everything is known (app/compose), so that a lane knows nobody's insides. */
export interface LaneWork {
  stockTurn(hub: Hub, merchantId: MerchantId, deadline: Instant): Promise<{ more: boolean }>
  carryOut(hub: Hub, merchantId: MerchantId, deadline: Instant): Promise<Instant | null>
  drainDeliveries: AccountStep
  sendDueCalls: AccountStep
  pollDueSources: AccountStep
  pushDueStock: AccountStep
  /** Runs one job, and says when it is due next. */
  runJob(hub: Hub, name: string, deadline: Instant): Promise<Instant | null>
}

interface Step { name: string; run(deadline: Instant): Promise<Instant | null> }

/**
 * One turn of a lane: its steps in order, each with a share of the second, and the lane given back with its next due time. Throws
 * only what giving back throws: a step that fails is logged, backs off with jitter, and the others have their turn.
 */
export async function workLane(hub: Hub, work: LaneWork, hold: LaneHold): Promise<void> {
  const stopRenewing = keepRenewing(hub, hold)
  try {
    const next = await turn(hub, stepsOf(hub, work, hold), hold)
    if (!hold.lost) await giveBack(hub, hold, next)
  } finally {
    stopRenewing()
  }
}

function stepsOf(hub: Hub, work: LaneWork, hold: LaneHold): Step[] {
  const [kind, key] = [hold.id.slice(0, hold.id.indexOf(':')), hold.id.slice(hold.id.indexOf(':') + 1)]
  const ofAccount = (name: 'drainDeliveries' | 'sendDueCalls' | 'pollDueSources' | 'pushDueStock'): Step =>
    ({ name, run: async (deadline) => work[name](hub, key, deadline, hold) })
  switch (kind) {
    case 'merchant': {
      const merchantId = MerchantId.parse(key)
      return [
        { name: 'stockTurn', run: async (deadline) => ((await work.stockTurn(hub, merchantId, deadline)).more ? hub.clock.now() : null) },
        { name: 'carryOut', run: async (deadline) => work.carryOut(hub, merchantId, deadline) },
      ]
    }
    case 'account': return [ofAccount('drainDeliveries'), ofAccount('sendDueCalls'), ofAccount('pollDueSources'), ofAccount('pushDueStock')]
    case 'job': return [{ name: 'runJob', run: async (deadline) => work.runJob(hub, key, deadline) }]
    default: return []
  }
}

async function turn(hub: Hub, steps: readonly Step[], hold: LaneHold): Promise<Instant | null> {
  const end = hub.clock.now() + TURN_MS
  const failing = failures(hub, 1_000, 60_000)
  let next: Instant | null = null
  for (const [index, step] of steps.entries()) {
    if (hold.lost) return null
    const key = `${hold.id}/${step.name}`
    const waits = failing.until(key)
    if (waits !== null) {
      next = earlier(next, waits)
      continue
    }
    const share = Math.max(LEAST_MS, (end - hub.clock.now()) / (steps.length - index))
    try {
      next = earlier(next, await step.run(hub.clock.now() + share))
      if (failing.tries(key) > 0) hub.log.info('lane_step_works_again', { lane: hold.id, step: step.name, attempts: failing.tries(key) })
      failing.went(key)
    } catch (error) {
      next = earlier(next, failing.failed(key))
      const told = { lane: hold.id, step: step.name, attempts: failing.tries(key), error }
      // A vendor that does not answer is no fault of ours: an alarm on errors must not ring for it.
      if (error instanceof VendorError) hub.log.warn('lane_step_failed', told)
      else hub.log.error('lane_step_failed', told)
      const until = await heed(hub, hold, error)
      if (until !== null) return earlier(next, until)
    }
  }
  return next
}

/** A vendor that said when to come back is believed for the whole account. */
async function heed(hub: Hub, hold: LaneHold, error: unknown): Promise<Instant | null> {
  const wait = error instanceof VendorError && hold.id.startsWith('account:') ? retryAfter(error.retryAfter, LONGEST_GATE_MS) : null
  if (wait === null) return null
  const until = hub.clock.now() + wait
  await gate(hub, hold, until)
  return until
}

function keepRenewing(hub: Hub, hold: LaneHold): () => void {
  let stop = (): void => {}
  let isOver = false
  const again = (): void => {
    if (isOver) return
    stop = hub.clock.after(RENEW_MS, () => {
      renew(hub, hold).then((isOurs) => { if (isOurs) again() }, (error: unknown) => {
        hub.log.warn('lane_not_renewed', { lane: hold.id, code: error instanceof Error ? error.name : 'unknown' })
        again()
      })
    })
  }
  again()
  return () => {
    isOver = true
    stop()
  }
}
