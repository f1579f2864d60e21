import type { Instant } from '../../core/model/ids.ts'
import type { KeptCode, PrivacyRequest } from '../../core/model/privacy.ts'
import { goesOn, personErased } from '../../core/orders/erase.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import type { Outcome } from '../receive/outcome.ts'
import { amend } from '../setup/save.ts'
import { CONTENT_MS, contentOf, forgetInContents, MOST_ORDERS } from './content.ts'
import { gather, type Gathered } from './gather.ts'
import { type PrivacyCommand, requestOf, saved, told } from './request.ts'

/**
 * One page of a privacy request; `more` until it is done. Its orders come first and then the record's position, so a death repeats the page, and
 * every step is nothing the second time. A request that is done stays as it is, however often it comes.
 */
export async function carryOutPrivacy(hub: Hub, connection: Stored<'connections'>, command: PrivacyCommand, receivedAt: Instant): Promise<Outcome> {
  const request = await requestOf(hub, connection, command, receivedAt)
  if (request.state === 'done') return { is: 'done' }
  const page = await gather(hub, connection, request, command.subject)
  if (page) {
    const after = await DOES[request.does](hub, connection, request, page)
    await saved(hub, { ...after, position: page.position, counts: { ...after.counts, found: request.counts.found + page.orders.length }, kept: added(after.kept, page.kept) })
    return { is: 'more' }
  }
  if (request.does === 'erase' && request.of === 'store') await throwCredentialsAway(hub, connection)
  await told(hub, request, request.does === 'erase' ? 'privacy.erased' : 'privacy.exported')
  const doneAt = hub.clock.now()
  await saved(hub, { ...request, state: 'done', doneAt, kept: added(request.kept, { order_numbers: request.counts.found, ...(request.does === 'erase' && { sealed_deliveries: 0 }) }), contentUntil: request.does === 'export' ? doneAt + CONTENT_MS : null })
  return { is: 'done' }
}

type Does = (hub: Hub, connection: Stored<'connections'>, request: Stored<'privacyRequests'>, page: Gathered) => Promise<PrivacyRequest>

const DOES: Readonly<Record<PrivacyRequest['does'], Does>> = { export: exported, erase: erased }

async function exported(hub: Hub, _connection: Stored<'connections'>, request: Stored<'privacyRequests'>, { orders }: Gathered): Promise<PrivacyRequest> {
  const fitting = orders.slice(0, Math.max(0, MOST_ORDERS - request.content.length))
  const content = [...request.content, ...await contentOf(hub, fitting)]
  const beyond = orders.length - fitting.length
  // From the first entry on it can be found by who has to erase it.
  return { ...request, content, contentUntil: hub.clock.now() + CONTENT_MS, counts: { ...request.counts, done: content.length }, kept: added(request.kept, { ...(beyond > 0 && { more_than_fit: beyond }) }) }
}

async function erased(hub: Hub, connection: Stored<'connections'>, request: Stored<'privacyRequests'>, { orders }: Gathered): Promise<PrivacyRequest> {
  const context = { now: hub.clock.now(), actor: { is: 'connection', id: connection.id } as const, commandKey: null }
  await Promise.all(orders.map(async ({ id, merchantId }) => change(hub, merchantId, id, order => personErased(order, request.id, context))))
  await forgetInContents(hub, connection.merchantId, new Set(orders.map(({ id }) => id)))
  const underWay = orders.filter(goesOn).length
  return { ...request, counts: { ...request.counts, done: request.counts.done + orders.length }, kept: added(request.kept, { ...(underWay > 0 && { parcels_under_way: underWay }) }) }
}

/** The store is gone, and nobody will connect this again: nothing is left that its credentials were for. */
async function throwCredentialsAway(hub: Hub, { id, merchantId }: Stored<'connections'>): Promise<void> {
  await amend(hub, 'connections', merchantId, id, null, connection => (connection.state === 'disconnected' ? { ...connection, credentialsSealed: '' } : connection))
}

function added(one: Partial<Record<KeptCode, number>>, other: Partial<Record<KeptCode, number>>): Partial<Record<KeptCode, number>> {
  const sums = { ...one }
  for (const [code, count] of Object.entries(other) as [KeptCode, number][]) sums[code] = (sums[code] ?? 0) + count
  return sums
}
