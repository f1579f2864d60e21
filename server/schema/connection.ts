import { z } from 'zod'
import { CONNECTION_ROLES } from '../../core/model/setup.ts'
import { body, ById, Check, Id, Moment, own, page, paging, query, route, Time } from './edge.ts'

const Role = z.enum(CONNECTION_ROLES)
const Mode = z.enum(['observe', 'live'])
const credentials = z.record(z.string().max(100), z.string().max(5_000))
const settings = z.record(z.string().max(100), z.json())

const SkipCount = z.object({ value: z.int(), capped: z.boolean() })

export const Connection = z.object({
  ...own, connector: z.string(), name: z.string(), roles: z.array(Role), pausedRoles: z.array(Role), mode: Mode, startAt: Time,
  state: z.enum(['connected', 'needs_reauth', 'paused', 'disconnected']), stateReason: z.string().nullable(), storeIdentity: z.string(), settings: z.record(z.string(), z.json()),
  /** Which secrets are kept, never what they are. */
  credentials: z.record(z.string(), z.object({ set: z.literal(true), last4: z.string().optional() })),
  /** After a rotation: until then the door takes what is signed with the secret of before. */
  previousSecretUntil: Time.nullable(),
  importWhen: z.enum(['paid', 'any']), tellWhen: z.enum(['labeled', 'handed_over']), buffer: z.int(), stockConfirmedAt: Time.nullable(),
  olderOpenOrders: z.int().nullable(), lastImportAt: Time.nullable(),
  /** Orders that were not imported, and orders of which a part was left out, by why; each once. */
  skipped: z.object({ order: z.record(z.string(), SkipCount), part: z.record(z.string(), SkipCount) }),
  /** Where the vendor's webhooks come in; null: no public address is set, so the hub polls only. */
  webhookUrl: z.string().nullable(),
}).meta({ id: 'Connection' })

const chosen = {
  name: z.string().trim().min(1).max(200), roles: z.array(Role).max(CONNECTION_ROLES.length), mode: Mode, settings,
  importWhen: z.enum(['paid', 'any']), tellWhen: z.enum(['labeled', 'handed_over']), buffer: z.int().min(0).max(1_000_000),
}
const NewConnection = body({
  connector: z.string().min(1).max(50), name: chosen.name, roles: chosen.roles.default([]), mode: Mode.default('observe'), startAt: Moment.optional(), credentials, settings: settings.default({}),
  importWhen: chosen.importWhen.optional(), tellWhen: chosen.tellWhen.optional(), buffer: chosen.buffer.optional(),
})
const PatchConnection = body({ ...chosen, startAt: Moment }).partial()

const Checked = z.object({ checks: z.array(Check), olderOpenOrders: z.int().nullable() })
const some = { roles: z.array(Role).min(1).max(CONNECTION_ROLES.length).optional() }
const row = z.object({ sku: z.string(), item: z.string(), location: z.string(), store: z.int(), committed: z.int().nullable(), hub: z.int(), difference: z.int(), becomesZero: z.boolean(), drift: z.int().nullable() })
const Comparison = z.object({
  connectionId: Id, at: Time, confirmedAt: Time.nullable(), rows: z.array(row), neverCounted: z.array(z.string()),
  counts: z.object({ compared: z.int(), equal: z.int(), different: z.int(), higher: z.int(), lower: z.int(), becomeZero: z.int(), drifted: z.int(), neverCounted: z.int(), withoutSku: z.int(), twice: z.int(), untracked: z.int(), notStocked: z.int(), unmappedLocations: z.int() }),
})
const Entry = z.object({ seq: z.int(), at: Time, kind: z.string(), version: z.int(), actor: z.object({ is: z.string(), id: z.string().nullable() }), changed: z.array(z.string()), detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) })

const Field = z.object({ name: z.string(), title: z.string(), description: z.string().nullable(), secret: z.boolean(), required: z.boolean(), kind: z.enum(['text', 'number', 'switch']), list: z.string().nullable() })
export const ConnectorCard = z.object({ id: z.string(), label: z.string(), roles: z.array(Role), credentials: z.array(Field), settings: z.array(Field) }).meta({ id: 'ConnectorCard' })

const act = <G extends z.ZodType, T extends z.ZodType>(does: string, summary: string, given: G, answer: T) => route({ method: 'POST', path: `/v1/connections/{id}/${does}`, tag: 'connections', summary, params: ById, body: given, answer })

export const connectionRoutes = {
  listConnectors: route({ method: 'GET', path: '/v1/connectors', tag: 'connections', summary: 'What can be connected, and what each asks for', query: z.strictObject({}), answer: z.object({ data: z.array(ConnectorCard), nextCursor: z.null() }) }),
  listConnections: route({ method: 'GET', path: '/v1/connections', tag: 'connections', summary: 'A merchant\'s connections', query: query(paging), answer: page(Connection) }),
  createConnection: route({ method: 'POST', path: '/v1/connections', tag: 'connections', summary: 'Connect; the vendor is asked first whether the credentials serve', body: NewConnection, answer: Connection.extend({ checks: z.array(Check) }) }),
  getConnection: route({ method: 'GET', path: '/v1/connections/{id}', tag: 'connections', summary: 'One connection', params: ById, query: query({}), answer: Connection }),
  patchConnection: route({ method: 'PATCH', path: '/v1/connections/{id}', tag: 'connections', summary: 'Change name, roles, mode, startAt or settings', params: ById, body: PatchConnection, answer: Connection.extend({ checks: z.array(Check) }), replaces: true }),
  disconnect: route({ method: 'DELETE', path: '/v1/connections/{id}', tag: 'connections', summary: 'Disconnect: no new work', params: ById, query: query({}), answer: Connection }),
  checkConnection: act('check', 'Ask the vendor whether everything needed is there', body({}), Checked),
  syncConnection: act('sync', 'Read now, and not at the next tick', body({ what: z.array(Role).min(1).optional() }), z.object({ connectionId: Id, woken: z.array(z.string()) })),
  pauseConnection: act('pause', 'Pause all or some roles; work queues', body(some), Connection),
  resumeConnection: act('resume', 'Resume all or some roles', body(some), Connection),
  rotateConnection: act('rotate', 'Put new credentials in the place of the old', body({ credentials }), Connection.extend({ checks: z.array(Check) })),
  connectionActivity: route({ method: 'GET', path: '/v1/connections/{id}/activity', tag: 'connections', summary: 'What people and the hub did with it', params: ById, query: query(paging), answer: page(Entry) }),
  compareStock: route({ method: 'GET', path: '/v1/connections/{id}/stock-comparison', tag: 'connections', summary: 'Store and hub side by side, before anything is pushed', params: ById, query: query({}), answer: Comparison }),
  confirmStock: act('stock-comparison/confirm', 'Start pushing stock; once started: the zeros that were kept back are meant', body({}), Connection),
}
