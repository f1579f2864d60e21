import type { CenterId, ConnectionId, OrderId, ShipmentId, Sku } from '../../../core/model/ids.ts'
import { z } from 'zod'
import { laneWork } from '../../../app/lane-work.ts'
import type { Api } from '../../support/api.ts'
import { api } from '../../support/api.ts'
import { addMerchant } from '../../support/hub.ts'
import { fakeConnector } from '../../support/vendor.ts'

/** Everything of one merchant that a route can name. */
export interface Ids { merchant: string; token: string; product: string; connection: string; order: string; reference: string; shipment: string; delivery: string; privacy: string; call: string; center: string; trackingNumber: string; line: string; task: string; item: string; location: string; external: string }
export interface Side { readonly ids: Ids; readonly canary: string; readonly owner: string; readonly staff: string; readonly reader: string; readonly warehouse: string }
export interface World extends Api { readonly admin: string; readonly option: string; readonly a: Side; readonly b: Side }

/** Its key is a secret, as those of real ones are. */
const connector = { ...fakeConnector, credentials: z.object({ key: z.string().min(1).meta({ title: 'Key', secret: true }) }) }
const YEAR = 365 * 24 * 3_600_000

/** Two merchants that have one of everything, each in a center of its own; every word of theirs (not the names one asks with) is their canary. */
export async function twoMerchants(): Promise<World> {
  const at = await api({ connectors: [connector] })
  const admin = await at.token('administrator')
  const { id: option } = (await at.ask(admin, 'POST', '/v1/ship-options', { body: { name: 'Standard' } })).body as { id: string }
  return { ...at, admin, option, a: await side(at, admin, option, 'a', 'canaryalpha'), b: await side(at, admin, option, 'b', 'canarybravo') }
}

async function side(at: Api, admin: string, option: string, id: string, canary: string): Promise<Side> {
  const merchantId = (await addMerchant(at.hub, id)).id
  const make = async <T>(url: string, body: object): Promise<T> => {
    const reply = await at.ask(admin, 'POST', url, { body })
    if (reply.status !== 200) throw new Error(`${url}: ${reply.text}`)
    return reply.body
  }
  const center = await make<{ id: CenterId }>('/v1/centers', { name: `center ${id}`, country: 'US' })
  const sku = `SKU-name${id}` as Sku
  await make('/v1/products', { merchantId, sku, name: canary })
  await make('/v1/inventory/receipts', { merchantId, rows: [{ cause: 'r1', sku, centerId: center.id, quantity: 100 }] })
  const connection = await make<{ id: ConnectionId }>('/v1/connections', { merchantId, connector: 'fake', name: `shop ${canary}`, credentials: { key: `${canary}-secret-key` }, settings: { greeting: canary, store: id }, roles: ['orders', 'inventory', 'tracking'] })
  const item = `item-name${id}`
  await at.ask(admin, 'PUT', `/v1/connections/${connection.id}/items`, { body: { merchantId, data: [{ item, sku }] } })
  const token = await make<{ id: string }>('/v1/tokens', { merchantId, name: `token ${canary}`, role: 'staff' })
  const reference = `ref-name${id}`
  const order = await make<{ id: OrderId; lines: { id: string }[]; shipments: { id: ShipmentId }[] }>('/v1/orders', {
    merchantId, reference, shipOptionId: option, note: canary, tags: [canary], lines: [{ sku, name: canary, quantity: 1 }], recipient: { name: canary, address1: `1 ${canary} Road`, city: 'Austin', region: 'TX', postalCode: '78701', country: 'US', email: `${canary}@example.com` },
  })
  await laneWork.stockTurn(at.hub, merchantId, at.hub.clock.now() + 10_000)
  await laneWork.carryOut(at.hub, merchantId, at.hub.clock.now() + 10_000)
  // As if it had come from its store, so that who asks by connection finds something.
  const stands = await at.hub.store.get('orders', merchantId, order.id)
  if (stands) await at.hub.store.replace('orders', { ...stands, connectionId: connection.id })
  const shipment = order.shipments[0]?.id ?? ('none' as ShipmentId)
  const delivery = `${connection.id}:event-1`
  const now = at.hub.clock.now()
  await at.hub.store.insert('deliveries', { id: delivery, merchantId, version: 0, connectionId: connection.id, account: `fake:${id}`, receivedAt: now, sealed: 'x', state: 'failed', attempts: 3, dueAt: now, reason: canary })
  const privacy = `privacy-name${id}`
  await at.hub.store.insert('privacyRequests', {
    id: privacy, merchantId, version: 0, createdAt: now, updatedAt: now, connectionId: connection.id, does: 'export', of: 'customer', ref: canary, receivedAt: now, state: 'done', doneAt: now,
    position: { named: 0, after: null, walked: false }, counts: { named: 1, found: 1, done: 1 }, kept: {}, contentUntil: now + YEAR, content: [{ orderId: order.id, sealed: await at.hub.vault.sealDaily(merchantId, now, JSON.stringify({ recipient: { name: canary } })) }],
  })
  const call = `call-${id}`
  await at.hub.store.insert('calls', {
    id: call, merchantId, version: 0, connectionId: connection.id, account: `fake:${id}`, role: 'tracking', capability: 'tellShipment', subject: shipment, orderId: order.id, shipmentId: shipment, sealed: 'x', state: 'failed', createdAt: now,
    dueAt: now, startedAt: null, handle: null, attempts: 1, asks: 0, code: 'failed', reason: canary, ref: null, finishedAt: now,
  })
  const warehouse = await at.token('warehouse', { centers: [center.id], expiresAt: now + YEAR })
  const { data: [task] } = (await at.ask(warehouse, 'GET', '/v1/warehouse/tasks')).body as { data: { id: string }[] }
  return {
    canary, ids: { merchant: merchantId, token: token.id, product: sku, connection: connection.id, order: order.id, reference, shipment, delivery, privacy, call, center: center.id, trackingNumber: `1Zname${id}`, line: order.lines[0]?.id ?? 'none', task: task?.id ?? 'none', item, location: `location-name${id}`, external: `external-name${id}` },
    owner: await at.token('owner', { merchantId }), staff: await at.token('staff', { merchantId }), reader: await at.token('readonly', { merchantId }), warehouse,
  }
}

/** Ids of the same form that nobody has. */
export function nobodys(ids: Ids): Ids {
  const other = (text: string): string => text.replaceAll(/[0-9a-f]{4}/g, '0000').replaceAll(/name[ab]/g, 'namex')
  return { ...Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, other(String(id))])) as unknown as Ids, merchant: 'nobody', call: 'call-nobody' }
}
