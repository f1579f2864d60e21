import { z } from 'zod'
import { CONNECTION_ROLES } from '../../core/model/setup.ts'
import { ById, Check, Id, Moment, page, paging, query, route, Time } from './edge.ts'

const Role = z.enum(CONNECTION_ROLES)
const count = z.int()
const checks = z.array(Check)

/** A step of connecting: how it stands in words and numbers, and what to do next (null: nothing). */
const step = <N extends string, F extends z.ZodRawShape>(name: N, found: F) => z.object({ step: z.literal(name), state: z.enum(['done', 'waiting', 'running', 'fault']), says: z.string(), next: z.string().nullable(), found: z.object(found) })
const places = z.array(z.object({ location: z.string(), name: z.string() }))

const Step = z.discriminatedUnion('step', [
  step('check', { at: Time.nullable(), checks, roles: z.array(z.object({ role: Role, isOn: z.boolean(), lacks: checks })) }),
  step('locations', { total: count, ours: count, mapped: count, unmapped: places, foreign: places, theirs: places }),
  /** `matched` of `matched + unknown` items with a SKU of their own; with `twice` and `withoutSku` they make `total`. */
  step('items', { total: count, matched: count, unknown: count, twice: count, withoutSku: count, untracked: count, countedAt: Time, readAt: Time.nullable() }),
  step('methods', { total: count, mapped: count, active: count, unmapped: z.array(z.string()), inactive: z.array(z.string()) }),
  step('older_orders', { startAt: Time, open: count.nullable() }),
  step('stock', {
    at: Time.nullable(), numbers: z.object({ compared: count, same: count, higher: count, lower: count, becomeZero: count, neverCounted: count, notStocked: count }).nullable(),
    confirmed: z.object({ at: Time, by: z.object({ is: z.string(), id: z.string(), name: z.string().nullable() }).nullable() }).nullable(),
  }),
  step('roles', { mode: z.enum(['observe', 'live']), roles: z.array(z.object({ role: Role, isOn: z.boolean(), isPaused: z.boolean(), mayBeOn: z.boolean(), does: z.string() })) }),
])
const Setup = z.object({ connectionId: Id, merchantId: Id, name: z.string(), version: z.int(), isComplete: z.boolean(), steps: z.array(Step) }).meta({ id: 'ConnectionSetup' })

const Item = z.object({ id: Id, item: z.string(), sku: z.string().nullable(), name: z.string(), tracked: z.boolean() })
const state = z.enum(['matched', 'unknown', 'twice', 'without_sku'])
const preview = z.object({ startAt: Time, now: z.object({ startAt: Time, olderOpenOrders: count.nullable() }), olderOpenOrders: count.nullable(), wouldImport: count.nullable() })

const path = (more: string): string => `/v1/connections/{id}/setup${more}`

export const connectingRoutes = {
  getSetup: route({ method: 'GET', path: path(''), tag: 'connections', summary: 'Where connecting stands: each step with what it found and what to do next', params: ById, query: query({}), answer: Setup }),
  listSetupItems: route({ method: 'GET', path: path('/items'), tag: 'connections', summary: 'The store\'s items by where they stand; a page may be short while there is a next one', params: ById, query: query({ state, ...paging }), answer: page(Item) }),
  previewStartAt: route({ method: 'GET', path: path('/start-at'), tag: 'connections', summary: 'How many open orders another startAt would bring; changes nothing', params: ById, query: query({ startAt: Moment }), answer: preview }),
}
