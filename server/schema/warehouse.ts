import { z } from 'zod'
import { Recipient } from '../../core/model/person.ts'
import { STATUSES, SUB_STATUSES } from '../../core/model/status.ts'
import { ById, Id, Moment, PAGE_LIMIT, route, Time } from './edge.ts'

const Task = z.object({
  id: Id, seq: z.int(), does: z.enum(['pick', 'stop', 'put_back']), at: Time, centerId: Id, merchantId: Id, orderId: Id, shipmentId: Id,
  /** The shipment as it is now, so that a task that came late is seen to be over. Null: there is none any more. */
  shipment: z.object({ status: z.enum(STATUSES), subStatus: z.enum(SUB_STATUSES).nullable(), number: z.string(), lines: z.array(z.object({ sku: z.string(), name: z.string(), quantity: z.int() })), shipOption: z.object({ id: Id, name: z.string(), carrier: z.string().nullable(), service: z.string().nullable() }).nullable(), recipient: Recipient.nullable() }).nullable(),
}).meta({ id: 'Task' })

const taskId = Id.optional().meta({ description: 'The pick task that it was made for. Until the label, where the shipment was told anew meanwhile, the answer is a put-back' })
/** What every floor command carries. `scanId` is its own name: an offline scanner may send it again. */
const scan = { scanId: z.string().trim().min(1).max(200), by: z.string().trim().min(1).max(100), at: Moment.optional(), station: z.string().max(100).optional(), taskId }
const parcel = z.strictObject({ trackingNumber: z.string().trim().min(1).max(100), carrier: z.string().trim().min(1).max(60) })
const label = { parcels: z.array(parcel).min(1).max(100), service: z.string().max(100).optional(), labelSource: z.enum(['ours', 'merchant_prepaid', 'channel']).optional() }
const named = { shipmentId: Id }

const Done = z.object({ shipmentId: Id, orderId: Id, code: z.string(), status: z.enum(STATUSES), subStatus: z.enum(SUB_STATUSES).nullable(), putBack: z.boolean() })
const Rows = z.object({ results: z.array(z.object({ shipmentId: Id, scanId: z.string(), ok: z.boolean(), code: z.string(), detail: z.string().nullable(), status: z.enum(STATUSES).nullable(), subStatus: z.enum(SUB_STATUSES).nullable(), putBack: z.boolean() })) })

const one = <S extends z.ZodRawShape>(does: string, summary: string, shape: S) => route({ method: 'POST', path: `/v1/warehouse/shipments/{id}/${does}`, tag: 'warehouse', summary, params: ById, body: z.strictObject({ ...scan, ...shape }), answer: Done })
const many = <S extends z.ZodRawShape>(does: string, summary: string, shape: S) => route({ method: 'POST', path: `/v1/warehouse/shipments/${does}`, tag: 'warehouse', summary, body: z.strictObject({ rows: z.array(z.strictObject({ ...named, ...scan, ...shape })).min(1).max(1_000) }), answer: Rows })

/** A place in each center's list: 60 characters a center, so 200 of them; an address may have 16 kB with its headers. */
const CURSOR = 12_000

export const warehouseRoutes = {
  listTasks: route({ method: 'GET', path: '/v1/warehouse/tasks', tag: 'warehouse', summary: 'Work for a center in order; asking after a cursor says that all before it is kept', query: z.strictObject({ centerId: Id.optional(), after: z.string().max(CURSOR).optional(), limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(50) }), answer: z.object({ data: z.array(Task), nextCursor: z.string() }) }),
  pick: one('pick', 'Picking began; a second picker is refused', {}),
  picked: one('picked', 'Everything is off the shelf', {}),
  label: one('label', 'Packed and labeled: numbers of its parcels', label),
  relabel: one('relabel', 'Other numbers in the place of the former', label),
  handOver: one('hand-over', 'Given to the carrier', {}),
  pickMany: many('pick', 'Picking began, for many', {}),
  pickedMany: many('picked', 'Off the shelf, for many', {}),
  labelMany: many('label', 'Labeled, for many', label),
  relabelMany: many('relabel', 'Relabeled, for many', label),
  handOverMany: many('hand-over', 'Given to the carrier, for many', {}),
}
