import { z } from 'zod'
import { body, Id, Moment, page, paging, query, Quantity, results, route, Sku, Time } from './edge.ts'

const Row = z.object({
  merchantId: Id, sku: z.string(), centerId: Id, onHand: z.int(), held: z.int(), free: z.int(),
  /** More is held than there is: published as 0, nothing is allocated from it. */
  short: z.boolean(),
  /** Units of this SKU that orders need and do not hold, at whatever center. */
  openOfSku: z.int(), countedAt: Time.nullable(),
}).meta({ id: 'InventoryRow' })
const Push = z.object({
  id: Id, connectionId: Id, item: z.string(), location: z.string(), sku: z.string(), desired: z.int().nullable(), sent: z.int().nullable(), confirmed: z.int().nullable(), asOf: Time.nullable(), confirmedAt: Time.nullable(),
  store: z.object({ available: z.int().nullable(), committed: z.int().nullable(), at: Time.nullable() }), state: z.enum(['settled', 'due', 'sent', 'held', 'refused']),
  /** A stable code, the store's words, and what a person can do; all null where nothing keeps it back. */
  code: z.string().nullable(), reason: z.string().nullable(), fix: z.string().nullable(),
  /** The last time that somebody else moved it: by how many units that no order explains. */
  drift: z.object({ units: z.int(), at: Time }).nullable(),
}).meta({ id: 'InventoryPush' })

const cause = z.string().trim().min(1).max(200).meta({ description: 'Your own name of this fact: a repeat under it changes nothing' })
const delta = z.int().min(-1_000_000_000).max(1_000_000_000)
const Receipts = body({ rows: z.array(z.strictObject({ cause, sku: Sku, centerId: Id, quantity: Quantity.min(1), at: Moment.optional() })).min(1).max(1_000) })
const Adjustments = body({ rows: z.array(z.strictObject({ cause, sku: Sku, centerId: Id, delta, at: Moment.optional() })).min(1).max(1_000) })
const Snapshot = body({ asOf: Moment, rows: z.array(z.strictObject({ sku: Sku, centerId: Id, quantity: Quantity })).min(1).max(1_000) })
const Again = body({ connectionId: Id, items: z.array(z.string().min(1).max(255)).min(1).max(1_000).optional() })
const row = { sku: z.string(), centerId: Id, onHand: z.int().nullable() }

export const stockRoutes = {
  listInventory: route({ method: 'GET', path: '/v1/inventory', tag: 'inventory', summary: 'Units by SKU and center', query: query({ sku: Sku.optional(), ...paging }), answer: page(Row) }),
  receive: route({ method: 'POST', path: '/v1/inventory/receipts', tag: 'inventory', summary: 'Units that came in', body: Receipts, answer: results({ cause: z.string(), ...row }) }),
  adjust: route({ method: 'POST', path: '/v1/inventory/adjustments', tag: 'inventory', summary: 'Units found, lost or broken', body: Adjustments, answer: results({ cause: z.string(), ...row }) }),
  putSnapshot: route({ method: 'PUT', path: '/v1/inventory/snapshot', tag: 'inventory', summary: 'Absolute counts as of a moment; later moves are added, an older count is ignored', body: Snapshot, answer: results(row) }),
  listPushes: route({ method: 'GET', path: '/v1/inventory/pushes', tag: 'inventory', summary: 'Numbers told to a store, and how old each is', query: query({ connectionId: Id, state: z.enum(['settled', 'due', 'sent', 'held', 'refused']).optional(), ...paging }), answer: page(Push) }),
  pushAgain: route({ method: 'POST', path: '/v1/inventory/pushes', tag: 'inventory', summary: 'Read, decide and tell again: these items, or the whole store', body: Again, answer: z.object({ connectionId: Id, numbers: z.int() }) }),
}
