import { z } from 'zod'

/** A time as we write it: RFC 3339, UTC. */
export const Time = z.string().meta({ format: 'date-time', description: 'RFC 3339, UTC' })
/** A time as others write it; becomes milliseconds. */
export const Moment = z.iso.datetime({ offset: true, error: 'Write a time as 2026-11-21T09:00:00Z' }).transform(text => Date.parse(text))
export const Id = z.string().min(1).max(500)
export const Sku = z.string().trim().min(1).max(255)
export const Quantity = z.int().min(0).max(1_000_000_000)

/** Money at the edge: `{ "amount": "12.50", "currency": "USD" }`. */
export const Money = z.object({ amount: z.string().regex(/^-?\d{1,13}(\.\d{1,4})?$/, 'Write an amount as 12.50'), currency: z.string().regex(/^[A-Z]{3}$/, 'Write a currency as USD') }).meta({ id: 'Money' })

/** What every object carries. */
export const own = { id: Id, merchantId: Id, version: z.int(), createdAt: Time, updatedAt: Time }
/** What an object of the 3PL carries: it belongs to no merchant. */
export const ofThe3pl = { id: Id, version: z.int(), createdAt: Time, updatedAt: Time }

const merchantId = Id.optional().meta({ description: 'Named by an operator; a merchant\'s token is bound to its own' })

/** Query of a route that acts for one merchant. An unknown parameter is a fault, so that a mistyped filter is seen. */
export const query = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ merchantId, ...shape })
export const body = <S extends z.ZodRawShape>(shape: S) => z.strictObject({ merchantId, ...shape })
export const NoQuery = z.strictObject({})
export const ById = z.strictObject({ id: Id })

export const PAGE_LIMIT = 250
export const paging = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(50),
  /** Holds where the page ended: a SKU of 255 letters stands in it twice, each of up to four bytes. */
  cursor: z.string().min(1).max(4_000).optional(),
}
export const page = <T extends z.ZodType>(one: T) => z.object({ data: z.array(one), nextCursor: z.string().nullable() })

/** A result per row of a bulk command: one bad row never stops the others. */
export const results = <T extends z.ZodRawShape>(more: T) => z.object({ results: z.array(z.object({ ...more, ok: z.boolean(), code: z.string(), detail: z.string().nullable() })) })

/** RFC 9457. `fields` for input faults; what else helps to go on stands beside it (`state`, `current`, `id`). */
export const Problem = z.looseObject({
  type: z.string(), title: z.string(), status: z.int(), detail: z.string(), code: z.string(), requestId: z.string(),
  fields: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
}).meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

/** A route as web, command line and OpenAPI know it. `answer` is the body of 200. */
export interface RouteSpec {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly params?: z.ZodType
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly answer: z.ZodType
  /** The route replaces an object, so it takes If-Match. */
  readonly replaces?: true
}
export const route = <const R extends RouteSpec>(spec: R): R => spec

/** A check of the doctor, ours or a vendor's. */
export const Check = z.object({ code: z.string(), is: z.enum(['ok', 'warning', 'fault']), title: z.string(), detail: z.string().optional(), fix: z.string().optional() }).meta({ id: 'Check' })
