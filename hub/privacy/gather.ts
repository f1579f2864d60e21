import type { ConnectionId } from '../../core/model/ids.ts'
import type { KeptCode, PrivacyRequest } from '../../core/model/privacy.ts'
import { isStillOpen } from '../../core/orders/erase.ts'
import type { CommandSubject } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { personOfOrder } from '../orders/view.ts'
import { linkNames } from '../receive/names.ts'
import { listAll } from '../stock/pages.ts'

/** Orders of one page that the request is about, those left out by why, and where the next page begins. */
export interface Gathered { orders: readonly Stored<'orders'>[]; kept: Partial<Record<KeptCode, number>>; position: PrivacyRequest['position'] }

const NAMED = 50
const WALKED = 100

/** The next page, or null where all was looked at: first what the store named, then all of the merchant's orders where the store or an e-mail is meant. */
export async function gather(hub: Hub, connection: Stored<'connections'>, { does, position }: PrivacyRequest, subject: CommandSubject): Promise<Gathered | null> {
  if (position.named < subject.orders.length) return namedPage(hub, connection, position, subject)
  const walks = subject.store === true || subject.email !== undefined
  return walks && !position.walked ? walkedPage(hub, connection, does, position, subject) : null
}

/** By every name that an order of this store has, whichever connection brought it. */
async function namedPage(hub: Hub, connection: Stored<'connections'>, position: PrivacyRequest['position'], { orders: refs }: CommandSubject): Promise<Gathered> {
  const { merchantId, storeIdentity } = connection
  const page = refs.slice(position.named, position.named + NAMED)
  const names = page.map(ref => linkNames(connection, { storeIdentity, ref }))
  const links = await hub.store.getMany('links', merchantId, names.flatMap(({ identity, reference }) => [identity, reference]))
  const ids = new Set(links.flatMap(link => (link ? [link.orderId] : [])))
  const found = (await hub.store.getMany('orders', merchantId, [...ids])).filter(order => order !== null)
  const unknown = page.filter((_ref, at) => !links[2 * at] && !links[2 * at + 1]).length
  return { orders: found, kept: { ...(unknown > 0 && { not_known_here: unknown }) }, position: { ...position, named: position.named + page.length } }
}

/** In the order of their import, which nothing changes: a walk that was broken off goes on where it stopped. */
async function walkedPage(hub: Hub, connection: Stored<'connections'>, does: PrivacyRequest['does'], position: PrivacyRequest['position'], subject: CommandSubject): Promise<Gathered> {
  const { merchantId } = connection
  const page = await hub.store.list('ordersNewest', { merchantId }, { limit: WALKED, after: position.after })
  const known = page.items.filter(order => order.links.some(link => link.connectionId === connection.id))
  const chosen = subject.store ? await ofStore(hub, connection, known) : await ofEmail(hub, does, known, subject)
  return { ...chosen, position: { ...position, after: page.next, walked: page.next === null } }
}

type Chosen = Pick<Gathered, 'orders' | 'kept'>

/** What another connection brings and keeps up is asked for at that one's door. */
async function ofStore(hub: Hub, connection: Stored<'connections'>, known: readonly Stored<'orders'>[]): Promise<Chosen> {
  const connections = await listAll(hub.store, 'connectionsOfMerchant', { merchantId: connection.merchantId })
  const works = new Set<ConnectionId>(connections.filter(({ id, state }) => id !== connection.id && state !== 'disconnected').map(({ id }) => id))
  const { theirs = [], ours = [] } = Object.groupBy(known, order => (order.connectionId !== null && works.has(order.connectionId) ? 'theirs' : 'ours'))
  return { orders: ours, kept: { ...(theirs.length > 0 && { other_connection: theirs.length }) } }
}

/** Compared in the open, order by order: no digest of an address lies about for that. What the store named was looked at before. */
async function ofEmail(hub: Hub, does: PrivacyRequest['does'], known: readonly Stored<'orders'>[], { email, orders: named }: CommandSubject): Promise<Chosen> {
  const wasNamed = new Set(named)
  const theirs: Stored<'orders'>[] = []
  for (const order of known) {
    if (order.links.some(link => wasNamed.has(link.externalId))) continue
    const person = await personOfOrder(hub, order)
    if (alike(person?.recipient?.email) === alike(email)) theirs.push(order)
  }
  if (does === 'export') return { orders: theirs, kept: {} }
  const open = theirs.filter(isStillOpen)
  return { orders: theirs.filter(order => !isStillOpen(order)), kept: { ...(open.length > 0 && { not_named_and_open: open.length }) } }
}

const alike = (email: string | undefined): string => (email ?? '').trim().toLowerCase()
