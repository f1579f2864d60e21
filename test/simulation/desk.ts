import { shopify } from '../../connectors/shopify/index.ts'
import type { ShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import type { Actor } from '../../core/model/actor.ts'
import { CenterId, ConnectionId, MerchantId, type ShipmentId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Call, Task } from '../../core/model/work.ts'
import type { Inbound, RawDelivery } from '../../core/ports/connector.ts'
import type { Hub, Scope } from '../../hub/hub.ts'
import { accept, deliveryId } from '../../hub/receive/accept.ts'
import { type FloorCommand, floorScan } from '../../hub/warehouse/floor.ts'
import { listTasks } from '../../hub/warehouse/tasks.ts'
import type { MemoryDatabase } from '../support/memory-store.ts'
import type { Units } from './judge/ledger.ts'
import { numberOf } from './judge/requests.ts'
import type { Processes } from './processes.ts'
import type { Trace } from './trace.ts'

export const MERCHANT = MerchantId.parse('m-world')
export const CONNECTION = ConnectionId.parse('c-world')

/** An administrator of the 3PL, acting for the one merchant of this world. */
export const SCOPE: Scope = { merchantId: MERCHANT, actor: { is: 'token', id: 't-world', role: 'administrator', merchantId: null, centers: null, scopes: [] } }
const picker = (centerId: string): Actor => ({ is: 'token', id: `t-${centerId}`, role: 'warehouse', merchantId: null, centers: [CenterId.parse(centerId)], scopes: [] })

export interface FloorTask { readonly id: string; readonly does: 'pick' | 'stop' | 'put_back'; readonly cause: string; readonly orderId: string; readonly shipmentId: ShipmentId }
export interface Scan { readonly by: string; readonly scanId: string; readonly centerId: string; readonly taskId: string }

/** Everything that people outside ask of a hub, as its doors and routes do. */
export interface Desk {
  /** A webhook of the shop, handed to one of the processes. */
  deliver(url: string, headers: Record<string, string>, body: string): Promise<{ status: number }>
  /** Ids of the deliveries that were answered 200. */
  acknowledged(): readonly string[]
  tasks(hub: Hub, centerId: string, after: string | null): Promise<{ items: readonly FloorTask[]; next: string }>
  scan(hub: Hub, does: FloorCommand['does'], task: FloorTask, scan: Scan, number?: string): Promise<{ code: string; units: Units }>
  /** The hub's order of that order of the shop, or null. */
  orderOf(shopOrder: string): string | null
  /** The order of the shop that the task is about. */
  shopOrder(task: FloorTask): string
  /** The order of the shop behind an order of the hub; '' where there is none. */
  shopOrderOf(orderId: string | null): string
  /** The hub's order as it stands in the database. */
  stands(orderId: string): Order | null
  /** How the hub sees that order of the shop. */
  says(shopOrder: string): string[]
  /** The shop's ids of the work of an order. */
  workOf(shop: ShopifyEmulator, id: string): string[]
}

export interface DeskOf { readonly database: MemoryDatabase; readonly processes: Processes; readonly trace: Trace; readonly now: () => number }

/** A shop waits 5 s for an answer. */
const DOOR_MS = 5_000

export function deskOf({ database, processes, trace, now }: DeskOf): Desk {
  const acknowledged = new Set<string>()
  const orders = (): Order[] => [...(database.get('orders')?.byKey.values() ?? [])].map(({ text }) => JSON.parse(text) as Order)
  const stands = (orderId: string): Order | null => orders().find(({ id }) => id === orderId) ?? null
  const shopOrderOf = (orderId: string | null): string => numberOf((orderId === null ? null : stands(orderId))?.links[0]?.externalId ?? '')
  const orderOf = (shopOrder: string): Order | null => orders().find(({ links }) => links.some(({ externalId }) => numberOf(externalId) === shopOrder)) ?? null
  return {
    deliver: async (url, headers, body) => {
      const raw: RawDelivery = { method: 'POST', path: new URL(url).pathname, headers, body: Buffer.from(body), receivedAt: now() }
      const { status } = await processes.ask((hub) => accept(hub, new URL(url).pathname.split('/').at(-1) ?? '', raw), DOOR_MS)
      trace.note('door', `${headers['x-shopify-topic']} ${status}`)
      if (status === 200) for (const id of idsOf(raw)) acknowledged.add(id)
      return { status }
    },
    acknowledged: () => [...acknowledged],
    tasks: async (hub, centerId, after) => {
      const page = await listTasks(hub, picker(centerId), { centerId: CenterId.parse(centerId), limit: 50, ...(after !== null && { after }) })
      return { items: page.tasks.map(({ task: { id, does, cause, orderId, shipmentId } }) => ({ id, does, cause, orderId, shipmentId })), next: page.after }
    },
    scan: async (hub, does, { orderId, shipmentId }, { by, scanId, centerId, taskId }, number) => {
      const answer = await floorScan(hub, picker(centerId), {
        does, shipmentId, scanId, by, taskId, at: hub.clock.now(), ...(number !== undefined && { label: { parcels: [{ trackingNumber: number, carrier: 'ups' }] } }),
      })
      const lines = stands(orderId)?.shipments.find(({ id }) => id === shipmentId)?.lines ?? []
      return { code: answer.code, units: unitsOf(lines) }
    },
    orderOf: (shopOrder) => orderOf(shopOrder)?.id ?? null,
    says: (shopOrder) => {
      const order = orderOf(shopOrder)
      if (!order) return [`${shopOrder}: not in the hub`]
      const { number, status, revision, reasons, lines, shipments, shortOf, decidedAt, todo } = order
      const calls = [...(database.get('calls')?.byKey.values() ?? [])].map(({ text }) => JSON.parse(text) as Call).filter(({ orderId }) => orderId === order.id)
      const told = calls.map(({ id, state, code, attempts, asks }) => ({ id, state, code, attempts, asks }))
      const tasks = [...(database.get('tasks')?.byKey.values() ?? [])].map(({ text }) => JSON.parse(text) as Task).filter(({ orderId }) => orderId === order.id).map(({ id, does, cause }) => `${id} ${does} ${cause}`)
      return [JSON.stringify({ number, status, revision, reasons: reasons.map(({ code }) => code), lines: lines.map(({ sku, quantity }) => ({ sku, quantity })), shipments, shortOf, decidedAt, todo, calls: told, tasks }, null, 1)]
    },
    shopOrder: ({ orderId }) => shopOrderOf(orderId),
    shopOrderOf,
    stands,
    workOf: (shop, id) => shop.state().orders.filter((order) => numberOf(order.id) === id).flatMap(({ fulfillmentOrders }) => fulfillmentOrders.map((work) => numberOf(work.id))),
  }
}

/** The ids under which the door keeps this delivery. */
function idsOf(raw: RawDelivery): string[] {
  const read = shopify.door?.read(raw, { id: CONNECTION, credentials: { accessToken: '', clientSecret: '' }, settings: { shop: '', notifyCustomer: false }, roles: [], startAt: 0, baseUrl: null })
  return Array.isArray(read) ? (read as readonly Pick<Inbound, 'eventId' | 'at'>[]).map((one) => deliveryId(CONNECTION, one)) : []
}

function unitsOf(lines: readonly { sku: string; quantity: number }[]): Units {
  const units: Record<string, number> = {}
  for (const { sku, quantity } of lines) units[sku] = (units[sku] ?? 0) + quantity
  return units
}

