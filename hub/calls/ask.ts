import type { ScanNews, ShipmentNews } from '../../core/model/drafts.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { deliver, newsOf, orderWaiting, sinkOf } from './deliver.ts'
import { saidBy, tellingOf } from './effects.ts'
import type { OpenConnection } from './open.ts'
import { openUpdates } from './payload.ts'
import { settle } from './settle.ts'
import { afterAskFault, type CallTurn, SENDINGS, settleMs, within } from './turn.ts'

/**
 * A call that was begun and has no end here: first it rests until nothing can arrive any more, then the vendor is asked, and only what
 * is absent there is sent again. Also follows a handle (`later`) and confirms what was accepted.
 */
export async function askTelling(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>): Promise<void> {
  const { hub, effects } = turn
  const order = await orderWaiting(turn, call)
  if (!order) return
  if (call.state === 'started') {
    // Its sender died, or lives and is slow: from now, by our own clock, it gets its whole time (I21, I41).
    await settle(hub, effects, call, { is: 'unsure', dueAt: hub.clock.now() + settleMs(open), code: 'no_result', reason: 'sending was begun, and its end is not known' })
    return
  }
  const telling = tellingOf(call)
  const updates = (await openUpdates<ShipmentNews | ScanNews>(hub, call)) ?? (telling ? [saidBy(effects, order, call.capability, telling)].filter((news) => news !== null) : [])
  const sink = sinkOf(open, call)
  if (!sink || updates.length === 0) {
    await settle(hub, effects, call, { is: 'failed', code: 'cannot_ask', reason: 'what was sent is not known any more' })
    return
  }
  try {
    const [asked] = await within(hub, open, async (signal) => sink.ask(updates, call.handle, signal))
    if (!asked || asked.is === 'unknown') await unknown(turn, open, call)
    else if (asked.is === 'absent') await absent(turn, open, call)
    else await settle(hub, effects, call, newsOf(asked))
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    await afterAskFault(turn, open, call, error)
  }
}

/** It surely did not arrive and cannot any more: the one case in which something is sent a second time. */
async function absent(turn: CallTurn, open: OpenConnection, call: Stored<'calls'>): Promise<void> {
  if (call.state === 'accepted') {
    await settle(turn.hub, turn.effects, call, { is: 'failed', code: 'vanished', reason: 'the store accepted it, and shows nothing of it now' })
    return
  }
  if (call.attempts < SENDINGS) return deliver(turn, open, call)
  await settle(turn.hub, turn.effects, call, { is: 'failed', code: 'absent_again', reason: `sent ${call.attempts} times, and the store shows nothing of it` })
}

async function unknown({ hub, effects }: CallTurn, open: OpenConnection, call: Stored<'calls'>): Promise<void> {
  const isSecond = call.code === 'unknown'
  if (isSecond) await settle(hub, effects, call, { is: 'failed', code: 'unknown_twice', reason: 'the store cannot say what became of it: please look there, then retry or drop' })
  else await settle(hub, effects, call, { is: 'unsure', dueAt: hub.clock.now() + settleMs(open), code: 'unknown', reason: 'the store could not say what became of it' })
}
