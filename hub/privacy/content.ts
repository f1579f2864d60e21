import type { MerchantId, OrderId } from '../../core/model/ids.ts'
import type { PrivacyRequest } from '../../core/model/privacy.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { listed, optionNames, personOfOrder } from '../orders/view.ts'
import { CannotOpen } from '../secrets/envelope.ts'
import { listAll } from '../stock/pages.ts'

const DAY = 86_400_000
/** How long an export can be fetched: as long as the key that seals it. */
export const CONTENT_MS = 30 * DAY
/** Orders of one export: more would not fit a record. */
export const MOST_ORDERS = 300

/** One order as the customer may be told of it: all that is held of the person, and what was bought and sent. */
export interface ExportedOrder { id: OrderId; number: string; [field: string]: unknown }

/** The orders' entries, sealed by today's key. */
export async function contentOf(hub: Hub, orders: readonly Stored<'orders'>[]): Promise<PrivacyRequest['content']> {
  const names = await optionNames(hub, orders)
  return Promise.all(orders.map(async order => ({ orderId: order.id, sealed: await hub.vault.sealDaily(order.merchantId, hub.clock.now(), JSON.stringify(await entryOf(hub, order, names))) })))
}

async function entryOf(hub: Hub, order: Stored<'orders'>, names: ReadonlyMap<string, string>): Promise<ExportedOrder> {
  const { id, number, externalId, status, subStatus, purchasedAt, importedAt, method, destination, totals, tags, lines, shipments } = listed(order, names)
  const person = await personOfOrder(hub, order)
  return {
    id, number, externalId, status, subStatus, purchasedAt, importedAt, method, destination, totals, tags, recipient: person?.recipient ?? null, note: person?.note ?? null,
    lines: lines.map(({ sku, name, quantity }) => ({ sku, name, quantity })), parcels: shipments.flatMap(shipment => shipment.parcels),
  }
}

/** What can still be opened of it. */
export async function openedContent(hub: Hub, { merchantId, content }: PrivacyRequest): Promise<ExportedOrder[]> {
  const opened = await Promise.all(content.map(async ({ sealed }) => {
    try {
      return JSON.parse(await hub.vault.openDaily(merchantId, sealed)) as ExportedOrder
    } catch (error) {
      if (error instanceof CannotOpen && error.code === 'gone') return null
      throw error
    }
  }))
  return opened.filter(entry => entry !== null)
}

const TRIES = 20

/** Takes these orders out of every export that can still be fetched: an erased person stands in none. */
export async function forgetInContents(hub: Hub, merchantId: MerchantId, orderIds: ReadonlySet<OrderId>): Promise<void> {
  for (const { id, content } of await listAll(hub.store, 'privacyContentByAge', { merchantId })) {
    if (content.some(({ orderId }) => orderIds.has(orderId))) await rewrite(hub, merchantId, id, request => ({ ...request, content: request.content.filter(({ orderId }) => !orderIds.has(orderId)) }))
  }
}

/** Throws away what was fetched or not within its time; how many exports. */
export async function purgeContents(hub: Hub, merchantId: MerchantId): Promise<number> {
  const old = await listAll(hub.store, 'privacyContentByAge', { merchantId }, { until: hub.clock.now() })
  for (const { id } of old) await rewrite(hub, merchantId, id, request => ({ ...request, content: [], contentUntil: null }))
  return old.length
}

async function rewrite(hub: Hub, merchantId: MerchantId, id: string, change: (request: PrivacyRequest) => PrivacyRequest): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const request = await hub.store.get('privacyRequests', merchantId, id)
    if (!request || (await hub.store.replace('privacyRequests', change(request))).is === 'done') return
  }
  throw new Error(`privacy request ${id} was changed by others ${TRIES} times in a row`)
}
