import type { Order } from '../model/order.ts'
import type { PrivacyRequest } from '../model/privacy.ts'
import type { RuleSet } from '../model/rules.ts'
import type { Center, Connection, Finding, ItemMapping, LocationMapping, Merchant, MethodMapping, Product, ShipOption, SourceCursor } from '../model/setup.ts'
import type { Head, Hold, JournalEntry, Published, Row, StockCommand } from '../model/stock.ts'
import type { AccessToken, ApiRequest, ApiToken, Call, Delivery, EarlyScan, FeedEntry, Lane, Link, SealedKey, Skip, Task, TrackingNumber } from '../model/work.ts'

/** Every kind of record. A tenant's key is (merchantId, id); a global kind's is id alone. */
export interface Records {
  orders: Order
  links: Link
  stockCommands: StockCommand
  journal: JournalEntry
  rows: Row
  holds: Hold
  heads: Head
  published: Published
  feed: FeedEntry
  calls: Call
  deliveries: Delivery
  cursors: SourceCursor
  methods: MethodMapping
  locations: LocationMapping
  items: ItemMapping
  findings: Finding
  products: Product
  privacyRequests: PrivacyRequest
  ruleSets: RuleSet
  skips: Skip
  sealedKeys: SealedKey
  accessTokens: AccessToken
  merchants: Merchant
  connections: Connection
  centers: Center
  shipOptions: ShipOption
  tokens: ApiToken
  lanes: Lane
  requests: ApiRequest
  numbers: TrackingNumber
  earlyScans: EarlyScan
  tasks: Task
}
export type Kind = keyof Records
export type Scalar = string | number

/** What both stores build their keys, narrow columns and indexes from. Columns are computed from the record at each write; null is not in an index. */
export interface KindSpec<T> {
  scope: 'tenant' | 'global'
  /** Further unique keys: name → columns (after merchantId for a tenant's kind). */
  unique: Record<string, readonly string[]>
  columns: Record<string, (record: T) => Scalar | null>
  /** Words the record is found by, and the column that orders the finds (newest first). */
  terms?: { words: (record: T) => readonly string[]; newestBy: string }
}

const yes = (claim: boolean): 1 | null => (claim ? 1 : null)
/** Sequence numbers as ids: 15 digits, so that text order is number order. */
export const seqId = (seq: number): string => String(seq).padStart(15, '0')

export const OPEN_CALLS = new Set(['queued', 'started', 'unsure', 'later', 'accepted'])

export const KINDS: { readonly [K in Kind]: KindSpec<Records[K]> } = {
  orders: {
    scope: 'tenant', unique: {},
    columns: {
      status: o => o.status, connectionId: o => o.connectionId, importedAt: o => o.importedAt, updatedAt: o => o.updatedAt,
      hasTodo: o => yes(o.todo.length > 0), hasStockTodo: o => yes(o.todo.some(t => t.is === 'want' || t.is === 'shipped')),
    },
    terms: { words: o => orderWords(o), newestBy: 'importedAt' },
  },
  links: { scope: 'tenant', unique: {}, columns: { orderId: l => l.orderId } },
  stockCommands: { scope: 'tenant', unique: {}, columns: { state: c => c.state, askedAt: c => c.askedAt } },
  journal: { scope: 'tenant', unique: {}, columns: { seq: e => e.seq } },
  rows: { scope: 'tenant', unique: {}, columns: { sku: r => r.sku, centerId: r => r.centerId } },
  holds: { scope: 'tenant', unique: {}, columns: { active: h => yes(h.lines.length + h.open.length + h.known.length > 0), seq: h => h.seq }, terms: { words: h => holdWords(h), newestBy: 'seq' } },
  heads: { scope: 'tenant', unique: {}, columns: {} },
  published: { scope: 'tenant', unique: {}, columns: { connectionId: p => p.connectionId, item: p => p.item, location: p => p.location, sku: p => p.sku, state: p => p.state } },
  feed: { scope: 'tenant', unique: { subject: ['subject', 'subjectVersion', 'kind'] }, columns: { seq: e => e.seq, subject: e => e.subject, subjectVersion: e => e.subjectVersion, kind: e => e.kind } },
  calls: {
    scope: 'tenant', unique: {},
    columns: { account: c => c.account, open: c => yes(OPEN_CALLS.has(c.state)), state: c => c.state, dueAt: c => c.dueAt, subject: c => c.subject, createdAt: c => c.createdAt, connectionId: c => c.connectionId },
  },
  deliveries: { scope: 'tenant', unique: {}, columns: { account: d => d.account, state: d => d.state, dueAt: d => d.dueAt, receivedAt: d => d.receivedAt, connectionId: d => d.connectionId } },
  cursors: { scope: 'tenant', unique: {}, columns: { connectionId: c => c.connectionId } },
  methods: { scope: 'tenant', unique: {}, columns: { connectionId: m => m.connectionId } },
  locations: { scope: 'tenant', unique: {}, columns: { connectionId: m => m.connectionId } },
  // What is gone at the store is in no list: it is found by its own name only, should it come back.
  items: { scope: 'tenant', unique: {}, columns: { connectionId: m => (m.goneAt === undefined ? m.connectionId : null), sku: m => (m.goneAt === undefined ? m.sku : null) } },
  findings: { scope: 'tenant', unique: {}, columns: {} },
  products: { scope: 'tenant', unique: {}, columns: { sku: p => p.sku } },
  privacyRequests: { scope: 'tenant', unique: {}, columns: { connectionId: r => r.connectionId, receivedAt: r => r.receivedAt, contentUntil: r => r.contentUntil } },
  ruleSets: { scope: 'tenant', unique: {}, columns: {} },
  skips: { scope: 'tenant', unique: {}, columns: { connectionId: s => s.connectionId, code: s => s.code, what: s => s.what, at: s => s.at } },
  sealedKeys: { scope: 'tenant', unique: {}, columns: { at: k => k.at } },
  accessTokens: { scope: 'tenant', unique: {}, columns: {} },
  merchants: { scope: 'global', unique: {}, columns: { createdAt: m => m.createdAt } },
  connections: { scope: 'global', unique: {}, columns: { merchantId: c => c.merchantId, account: c => c.account, createdAt: c => c.createdAt } },
  centers: { scope: 'global', unique: {}, columns: { createdAt: c => c.createdAt } },
  shipOptions: { scope: 'global', unique: { name: ['name'] }, columns: { name: o => o.name } },
  tokens: { scope: 'global', unique: {}, columns: { createdAt: t => t.createdAt, boundTo: t => t.boundTo } },
  lanes: { scope: 'global', unique: {}, columns: { nextAt: l => l.nextAt } },
  requests: { scope: 'global', unique: {}, columns: { at: r => r.at } },
  numbers: { scope: 'global', unique: {}, columns: {} },
  earlyScans: { scope: 'global', unique: {}, columns: { numberKey: s => s.numberKey, state: s => s.state, receivedAt: s => s.receivedAt } },
  tasks: { scope: 'global', unique: { cause: ['cause'] }, columns: { centerId: t => t.centerId, seq: t => t.seq, cause: t => t.cause, shipmentId: t => t.shipmentId } },
}

/** Numbers, references, tracking, SKUs: what a person types to find an order; `short:` finds who waits for a SKU, `waits:day` who waits for its day, `counted:` whose end at a store is still to come. Personal words come with a later issue, as keyed digests. */
function orderWords(order: Order): string[] {
  const words = new Set<string>()
  const add = (word: string | null) => { if (word) words.add(word.toLowerCase()) }
  add(order.number)
  add(order.number.replace(/^#/, ''))
  for (const link of order.links) { add(link.externalId); add(link.externalId.split('/').at(-1) ?? null) }
  for (const line of order.lines) add(line.sku)
  for (const shipment of order.shipments) for (const parcel of shipment.parcels) add(parcel.trackingNumber)
  for (const short of order.shortOf) words.add(`short:${short.sku}`)
  if (waitsForDay(order)) words.add('waits:day')
  for (const { connectionId, open } of order.links) if (isFollowed(open)) words.add(`counted:${connectionId}`)
  return [...words]
}

const waitsForDay = (order: Order): boolean => (order.scheduledFor ?? null) !== null && order.reasons.some(({ code }) => code === 'scheduled')
const isFollowed = (open: Order['links'][number]['open']): boolean => open === null || (open !== undefined && open.length > 0)

function holdWords(hold: Hold): string[] {
  return [...new Set([...hold.lines, ...hold.open, ...hold.known].map(line => `sku:${line.sku}`))]
}
