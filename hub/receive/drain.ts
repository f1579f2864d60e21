import type { ConnectionId, Instant } from '../../core/model/ids.ts'
import type { Inbound } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { stoppedByAuth } from '../calls/reauth.ts'
import type { Hub } from '../hub.ts'
import { fullJitter } from '../lanes/backoff.ts'
import { CannotOpen } from '../secrets/envelope.ts'
import { carryIn } from './carry-in.ts'
import { carryOutCommands, type Command, isOfAnyState } from './commands.ts'
import { LONGEST_WAIT_MS, type Outcome, outcomeOf, worstOf } from './outcome.ts'

const PAGE = 100
/** Our own or the vendor's mistake does not pass by itself: about half a day. Weather does. */
const TRIES = 16
const BASE_MS = 2_000
/** A connection that is paused or waits for a person keeps its deliveries; they are looked at again this often. */
const KEPT_MS = 60_000

interface Opened { delivery: Stored<'deliveries'>; inbound: readonly Inbound[] }

/**
 * Carries in what came to the account's doors: hints are read again through their source in batches, drafts are placed. Each delivery has
 * its own attempts, so one that fails never keeps another (I12). At least one page; answers when it is due next.
 */
export async function drainDeliveries(hub: Hub, account: string, deadline: Instant): Promise<Instant | null> {
  do {
    const { items } = await hub.store.list('pendingDeliveries', { account, state: 'pending' }, { limit: PAGE, until: hub.clock.now() + 1 })
    if (items.length === 0) return nextDue(hub, account)
    for (const [connectionId, deliveries] of Map.groupBy(items, one => one.connectionId)) await drainConnection(hub, connectionId, deliveries)
  } while (hub.clock.now() < deadline)
  return nextDue(hub, account)
}

async function nextDue(hub: Hub, account: string): Promise<Instant | null> {
  const { items: [first] } = await hub.store.list('pendingDeliveries', { account, state: 'pending' }, { limit: 1 })
  return first?.dueAt ?? null
}

async function drainConnection(hub: Hub, connectionId: ConnectionId, deliveries: readonly Stored<'deliveries'>[]): Promise<void> {
  const all: Opened[] = []
  for (const delivery of deliveries) {
    const inbound = await opened(hub, delivery)
    if (inbound) all.push({ delivery, inbound })
  }
  // Commands first: one of them may be that nothing is to be asked there any more.
  for (const one of all.filter(isCommand)) await command(hub, one)
  const readable = all.filter(one => !isCommand(one))
  if (readable.length === 0) return
  const connection = await hub.store.get('connections', null, connectionId)
  if (!connection || connection.state === 'disconnected') {
    for (const { delivery } of readable) await finish(hub, delivery, { is: 'failed', reason: 'the connection is gone' })
    return
  }
  if (connection.state !== 'connected') {
    for (const { delivery } of readable) await finish(hub, delivery, { is: 'wait' })
    return
  }
  try {
    const open = await openConnection(hub, connection)
    const outcomes = await carryIn(hub, open, readable.flatMap(({ inbound }) => inbound))
    for (const { delivery, inbound } of readable) await finish(hub, delivery, worstOf(inbound.map(one => outcomes.get(one) ?? { is: 'done' })))
  } catch (error) {
    await stoppedByAuth(hub, connection, error)
    hub.log.warn('deliveries_not_carried_in', { connectionId, error })
    for (const { delivery } of readable) await finish(hub, delivery, outcomeOf(error))
  }
}

const isCommand = ({ inbound }: Opened): boolean => inbound.some(isOfAnyState)

/** Whatever state the connection is in, paused and disconnected too. Once done, of whom it spoke is not kept in the delivery either. */
async function command(hub: Hub, { delivery, inbound }: Opened): Promise<void> {
  const commands = inbound.filter(isOfAnyState)
  let outcome: Outcome
  try {
    outcome = await carryOutCommands(hub, delivery, commands)
  } catch (error) {
    hub.log.warn('command_not_carried_out', { connectionId: delivery.connectionId, error })
    outcome = outcomeOf(error)
  }
  const sealed = outcome.is === 'done' ? await hub.vault.sealDaily(delivery.merchantId, delivery.receivedAt, JSON.stringify(commands.map(nameless))) : delivery.sealed
  await finish(hub, { ...delivery, sealed }, outcome)
}

function nameless(one: Command): Command {
  const { email: _email, ...subject } = one.subject
  return { ...one, subject }
}

/** Null: it was sealed by a day's key that is gone, or damaged; it is failed with that reason. A store that does not answer says nothing of it: that is thrown. */
async function opened(hub: Hub, delivery: Stored<'deliveries'>): Promise<readonly Inbound[] | null> {
  try {
    return JSON.parse(await hub.vault.openDaily(delivery.merchantId, delivery.sealed)) as Inbound[]
  } catch (error) {
    if (!(error instanceof CannotOpen || error instanceof SyntaxError)) throw error
    await finish(hub, delivery, { is: 'failed', reason: error instanceof CannotOpen ? `cannot be opened: ${error.code}` : 'cannot be read' })
    return null
  }
}

/** Written by compare-and-swap: whoever else worked on it meanwhile has said it. */
async function finish(hub: Hub, delivery: Stored<'deliveries'>, outcome: Outcome): Promise<void> {
  const now = hub.clock.now()
  const attempts = delivery.attempts + 1
  const backoff = now + BASE_MS / 2 + fullJitter(hub.random.next(), Math.min(attempts, 12), BASE_MS, LONGEST_WAIT_MS)
  if (outcome.is === 'wait') await hub.store.replace('deliveries', { ...delivery, dueAt: now + KEPT_MS })
  else if (outcome.is === 'more') await hub.store.replace('deliveries', { ...delivery, dueAt: now })
  else if (outcome.is === 'done') await hub.store.replace('deliveries', { ...delivery, state: 'done', attempts, reason: null })
  else if (outcome.is === 'weather') await hub.store.replace('deliveries', { ...delivery, reason: outcome.reason, dueAt: now + (outcome.after ?? weatherWait(hub, now - delivery.receivedAt)) })
  else if (outcome.is === 'again' && attempts < TRIES) await hub.store.replace('deliveries', { ...delivery, attempts, reason: outcome.reason, dueAt: backoff })
  else await hub.store.replace('deliveries', { ...delivery, state: 'failed', attempts, reason: outcome.reason })
}

/** The longer it lasts, the more rarely it is tried; no number of tries ends it. */
const weatherWait = (hub: Hub, age: number): number => BASE_MS / 2 + hub.random.next() * Math.min(LONGEST_WAIT_MS, Math.max(BASE_MS, age / 4))
