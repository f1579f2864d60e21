import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Order, Push } from '../../core/model/order.ts'
import type { Context } from '../../core/orders/decision.ts'
import { CANCELLED_AT_STORE, seenAtStore } from '../../core/shipping/seen.ts'
import { retried } from '../calls/operator.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'

/** A reading has at most so much to say of one order: a shipment at a time. */
const MOST = 100

/**
 * Holds our tellings against what the store shows, with every reading of the order (poll, webhook, nightly pass); no request of its own. What was taken
 * back there is a call that failed, so that it is seen, and can be tried again by hand; what was in the way and is gone is told after all. Repeatable.
 */
export async function compareTellings(hub: Hub, order: Order, draft: OrderDraft, context: Context, mayTell: boolean): Promise<void> {
  if (!order.shipments.some(({ pushes }) => pushes.some(({ callKey }) => callKey !== null))) return
  for (let times = 0; times < MOST; times += 1) {
    const seen = await change(hub, order.merchantId, order.id, now => seenAtStore(now, draft, context, mayTell))
    if (seen.is === 'missing') return
    for (const push of takenBack(seen.order)) await failCall(hub, seen.order, push)
    for (const push of again(seen.order)) await askAgain(hub, seen.order, push)
    if (seen.is !== 'changed') return
  }
}

const again = (order: Order): Push[] => order.shipments.flatMap(({ pushes }) => pushes.filter(({ state }) => state === 'unsure'))

/** The order says already that it is to be told after all: its call, which was refused, is asked about and sent, as by a person's retry. */
async function askAgain(hub: Hub, { merchantId }: Order, { callKey }: Push): Promise<void> {
  const call = callKey === null ? null : await hub.store.get('calls', merchantId, callKey)
  if (call?.state !== 'refused') return
  const written = await hub.store.replace('calls', retried(call, hub.clock.now()))
  if (written.is === 'done') await wake(hub, accountLane(call.account))
}

const takenBack = (order: Order): Push[] => order.shipments.flatMap(({ pushes }) => pushes.filter(({ code }) => code === CANCELLED_AT_STORE))

async function failCall(hub: Hub, { merchantId }: Order, { callKey, code, reason }: Push): Promise<void> {
  const call = callKey === null ? null : await hub.store.get('calls', merchantId, callKey)
  if (call?.state !== 'done' && call?.state !== 'refused') return
  // A lost race is somebody's retry: theirs is newer.
  await hub.store.replace('calls', { ...call, state: 'failed', code, reason, finishedAt: hub.clock.now() })
}
