import type { OrderDraft } from '../../core/model/drafts.ts'
import { type ConnectionId, OrderId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import { personOf } from '../../core/orders/born.ts'
import { countedThere } from '../../core/orders/counted-there.ts'
import { withoutErased } from '../../core/orders/erase.ts'
import { type Intake, linesToShip } from '../../core/orders/intake.ts'
import { received } from '../../core/orders/receive.ts'
import { settle } from '../../core/orders/settle.ts'
import { takenOver } from '../../core/orders/take-over.ts'
import type { Stored } from '../../core/ports/store.ts'
import { maySend } from '../calls/send.ts'
import { change, create } from '../change.ts'
import type { Hub } from '../hub.ts'
import { discoverMethod } from '../mappings/ship-options.ts'
import { rejudgeOrder, waitsForSetup } from '../mappings/reevaluate.ts'
import { roadOf } from '../orders/road.ts'
import { surroundingsOf } from '../orders/surroundings.ts'
import { rulesFor } from '../rules/automation.ts'
import { compareTellings } from '../tracking/seen.ts'
import { claim, linkNames } from './names.ts'
import { oursOf } from './ours.ts'
import { countImported, countSkipped } from './skips.ts'

/** What became of a draft. `refused`: this order cannot be kept as it is, and trying again will not help. */
export type Placed = { is: 'placed'; orderId: OrderId; code: string } | { is: 'ignored'; code: string } | { is: 'refused'; orderId: OrderId; code: string; message: string }

/**
 * A draft becomes its order, or changes it. The strongest name is claimed first and fixes the order's id, then the order is inserted, then
 * its other names: whoever comes second, or finds a half-done one, finishes it (ARCHITECTURE 4). Harmless as often as it is done.
 */
export async function place(hub: Hub, connection: Stored<'connections'>, said: OrderDraft): Promise<Placed> {
  const { merchantId } = connection
  const draft = await oursOf(hub, connection, said)
  const names = linkNames(connection, draft)
  const link = await hub.store.get('links', merchantId, names.identity)
  const known = link && await hub.store.get('orders', merchantId, link.orderId)
  const intake = await intakeOf(hub, connection, draft, link?.orderId ?? OrderId.parse(hub.random.id()), known)
  if (known) return again(hub, connection, draft, intake, known)
  // Asked before the name is claimed: what is not imported leaves no trace.
  const first = received(null, draft, intake)
  if (first.is === 'ignored') {
    if (first.code !== 'older_version' && first.code !== 'order_ended') await countSkipped(hub, connection, draft, first.code)
    return first
  }
  const orderId = link?.orderId ?? await claim(hub, merchantId, names.identity, intake.orderId)
  const born = received(null, draft, { ...intake, orderId })
  if (born.is !== 'changed') return { is: 'ignored', code: born.code }
  await discoverMethod(hub, connection, draft.method)
  const made = await create(hub, merchantId, born.order, born.person ?? null)
  if (made.is === 'refused') return { is: 'refused', orderId, code: made.code, message: made.message }
  if (made.is === 'exists') return again(hub, connection, draft, await intakeOf(hub, connection, draft, orderId, made.order), made.order)
  await claim(hub, merchantId, names.reference, orderId)
  await countImported(hub, connection, draft)
  await lookAgain(hub, connection, made.order)
  return { is: 'placed', orderId, code: 'imported' }
}

async function again(hub: Hub, connection: Stored<'connections'>, draft: OrderDraft, intake: Intake, known: Order): Promise<Placed> {
  const { merchantId, id: connectionId } = connection
  const names = linkNames(connection, draft)
  if (!await hub.store.get('links', merchantId, names.reference)) await claim(hub, merchantId, names.reference, intake.orderId)
  await discoverMethod(hub, connection, draft.method)
  const gone = await goneOwner(hub, connection, draft, known)
  if (gone !== null) {
    const road = await roadOf(hub, { merchantId, connectionId })
    await change(hub, merchantId, intake.orderId, order => takenOver(order, gone, draft, road, intake))
  }
  const changed = await change(hub, merchantId, intake.orderId, order => {
    // The owner's word counts; another road to the same order only knows its name (F7).
    if (order.connectionId !== connectionId) {
      const link = order.links.find(one => one.connectionId === connectionId)
      if (link?.open !== undefined) return countedThere(order, connectionId, draft, intake)
      return link ? { is: 'same', code: 'not_the_owner' } : secondRoad(order, draft, intake)
    }
    const said = received(order, withoutErased(order, draft), intake)
    return said.is === 'ignored' ? { is: 'same', code: said.code } : said
  })
  if (changed.is === 'missing') return { is: 'ignored', code: 'missing' }
  if (changed.is === 'refused') return { is: 'refused', orderId: intake.orderId, code: changed.code, message: changed.message }
  if (changed.is === 'changed') await lookAgain(hub, connection, changed.order)
  if (changed.order.connectionId === connectionId) await compareTellings(hub, changed.order, draft, intake, maySend(connection, { role: 'tracking' }))
  return { is: 'placed', orderId: intake.orderId, code: changed.code }
}

/** The order's owner, where it was disconnected or is there no more and this is a road to the same store: then this one takes its place. */
async function goneOwner(hub: Hub, connection: Stored<'connections'>, draft: OrderDraft, { connectionId: ownerId }: Order): Promise<ConnectionId | null> {
  if (ownerId === null || ownerId === connection.id) return null
  const owner = await hub.store.get('connections', null, ownerId)
  const isSameStore = (owner?.storeIdentity ?? draft.storeIdentity) === connection.storeIdentity
  return isSameStore && (!owner || owner.state === 'disconnected') ? ownerId : null
}

function secondRoad(order: Order, draft: OrderDraft, intake: Intake) {
  const { connectionId } = intake.connection
  return settle(order, { ...order, links: [...order.links, { connectionId, externalId: draft.ref, owner: false }] }, intake, {
    code: 'linked', note: { kind: 'order.linked', changed: ['links'], detail: { connectionId } },
  })
}

/** A mapping or product that was saved while this order was on its way did not see it: it is looked at once more. */
async function lookAgain(hub: Hub, connection: Stored<'connections'>, order: Order): Promise<void> {
  if (waitsForSetup(order)) await rejudgeOrder(hub, { merchantId: connection.merchantId, actor: { is: 'connection', id: connection.id } }, order)
}

/** What a person chose on a known order, its ship option and SKUs, is asked about too. */
async function intakeOf(hub: Hub, connection: Stored<'connections'>, draft: OrderDraft, orderId: OrderId, known: Order | null): Promise<Intake> {
  const { merchantId, id: connectionId, startAt, importWhen } = connection
  const person = personOf(draft)
  const skus = [...linesToShip(draft), ...(known?.lines ?? [])].flatMap(({ sku }) => (sku?.trim() ? [sku.trim()] : []))
  const rules = await rulesFor(hub, merchantId, connectionId)
  return {
    rules, now: hub.clock.now(), actor: { is: 'connection', id: connectionId }, commandKey: null, orderId, merchantId,
    connection: { connectionId, channel: connection.connector, startAt, importWhen },
    around: await surroundingsOf(hub, merchantId, { connectionId, method: draft.method, shipOptionId: known?.shipOptionId ?? null, skus, more: rules.flatMap(({ does }) => does.shipOptionId ?? []) }),
    personDigest: person && await hub.vault.digestPerson(merchantId, person),
  }
}
