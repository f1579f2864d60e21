import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Ref } from '../../core/model/ids.ts'
import type { Capabilities, Inbound, Source } from '../../core/ports/connector.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { ConnectionRole } from '../../core/model/setup.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { goneItem } from '../mappings/gone-items.ts'
import { placeItems } from '../mappings/items.ts'
import { discoverLocations } from '../mappings/locations.ts'
import { getEach } from './get-each.ts'
import { goneAtStore } from './gone.ts'
import { hubView } from './hub-view.ts'
import { type Outcome, outcomeOf } from './outcome.ts'
import { makeDue } from './pages.ts'
import { place } from './place.ts'
import { within } from './reading.ts'
import { wakeAsk } from './wake-ask.ts'

type Hint = Extract<Inbound, { is: 'changed' }>

/** What became of each. Many hints of one thing are one reading; a thing that cannot be placed fails alone. */
export async function carryIn(hub: Hub, open: OpenConnection, inbound: readonly Inbound[]): Promise<Map<Inbound, Outcome>> {
  const outcomes = new Map<Inbound, Outcome>()
  const hints: Hint[] = []
  for (const one of inbound) {
    if (one.is === 'changed') hints.push(one)
    else outcomes.set(one, await carryOne(hub, open, one))
  }
  for (const [capability, together] of Map.groupBy(hints, ({ capability }) => capability)) {
    const said = await readAgain(hub, open, capability, [...new Set(together.map(({ ref }) => ref))])
    for (const hint of together) outcomes.set(hint, said.get(hint.ref) ?? { is: 'done' })
  }
  return outcomes
}

async function carryOne(hub: Hub, open: OpenConnection, one: Exclude<Inbound, Hint>): Promise<Outcome> {
  if (one.is === 'draft') return placed(hub, open, one.draft)
  if (one.is === 'command' && one.do === 'cancel') {
    for (const ref of one.subject.orders) await hubView(hub, open.connection).cancel(ref, 'cancelled at the store')
  }
  if (one.is === 'unnamed') await soon(hub, open.connection)
  if (one.is === 'ended') await wakeAsk(hub, open.connection.account, one.handle)
  return { is: 'done' }
}

/** The account's lane, which carries this in, reads what is due in the same turn. */
async function soon(hub: Hub, connection: OpenConnection['connection']): Promise<void> {
  hub.log.warn('hint_names_nothing', { connectionId: connection.id, merchantId: connection.merchantId })
  await makeDue(hub, connection, ['orders', 'orders.moved'])
}

/** The role a capability belongs to: what is not switched on is not read, and what is paused waits. */
const ROLES: Readonly<Partial<Record<Hint['capability'], readonly ConnectionRole[]>>> = { orders: ['orders'], items: ['orders', 'inventory'], locations: ['orders', 'inventory'] }

async function readAgain(hub: Hub, open: OpenConnection, capability: Hint['capability'], refs: readonly Ref[]): Promise<Map<Ref, Outcome>> {
  const { roles, pausedRoles } = open.connection
  const on = (ROLES[capability] ?? []).filter(role => roles.includes(role))
  const all = (outcome: Outcome): Map<Ref, Outcome> => new Map(refs.map(ref => [ref, outcome]))
  if (on.length === 0) return all({ is: 'done' })
  if (on.every(role => pausedRoles.includes(role))) return all({ is: 'wait' })
  if (capability === 'orders' && open.can.orders) return readBatches(hub, open, open.can.orders, goneAtStore, refs, async draft => placed(hub, open, draft))
  if (capability === 'items' && open.can.items) return readBatches(hub, open, open.can.items, goneItem, refs, async draft => attempt(async () => { await placeItems(hub, open.connection, [draft]) }))
  if (capability === 'locations' && open.can.lists) return all(await relist(hub, open, open.can.lists))
  // What is left are levels: that the lane is awake is all they ask for, and the stock's own step compares them.
  return all({ is: 'done' })
}

/** Whatever changed at one of them, all are listed: there are few, and what they are called is for people. */
async function relist(hub: Hub, open: OpenConnection, lists: Capabilities['lists']): Promise<Outcome> {
  return attempt(async () => { await discoverLocations(hub, open.connection, await within(hub, open, async signal => lists.read('locations', signal))) })
}

type Gone = typeof goneAtStore

async function readBatches<T>(hub: Hub, open: OpenConnection, source: Source<T>, gone: Gone, refs: readonly Ref[], take: (draft: T) => Promise<Outcome>): Promise<Map<Ref, Outcome>> {
  const outcomes = new Map<Ref, Outcome>()
  for (let from = 0; from < refs.length; from += source.batch) {
    const batch = refs.slice(from, from + source.batch)
    for (const [ref, outcome] of await readBatch(hub, open, source, gone, batch, take)) outcomes.set(ref, outcome)
  }
  return outcomes
}

/** One that cannot be read is known by name; what keeps all of them is everybody's. */
async function readBatch<T>(hub: Hub, open: OpenConnection, source: Source<T>, gone: Gone, batch: readonly Ref[], take: (draft: T) => Promise<Outcome>): Promise<Map<Ref, Outcome>> {
  const outcomes = new Map<Ref, Outcome>()
  try {
    const said = await getEach(hub, open, source, batch)
    for (const [at, ref] of batch.entries()) {
      const draft = said[at]
      if (draft === 'gone') await gone(hub, open.connection, ref)
      if (draft instanceof VendorError) outcomes.set(ref, outcomeOf(draft))
      else outcomes.set(ref, draft === undefined || draft === 'gone' ? { is: 'done' } : draft === 'hidden' ? { is: 'again', reason: 'the store hides it from us' } : await take(draft))
    }
    return outcomes
  } catch (error) {
    if (error instanceof VendorError && error.kind === 'auth') throw error
    return new Map(batch.map(ref => [ref, outcomeOf(error)]))
  }
}

async function placed(hub: Hub, open: OpenConnection, draft: OrderDraft): Promise<Outcome> {
  return attempt(async () => {
    const became = await place(hub, open.connection, draft)
    return became.is === 'refused' ? { is: 'failed', reason: `${became.code}: ${became.message}` } : { is: 'done' }
  })
}

async function attempt(run: () => Promise<Outcome | void>): Promise<Outcome> {
  try {
    return await run() ?? { is: 'done' }
  } catch (error) {
    return outcomeOf(error)
  }
}
