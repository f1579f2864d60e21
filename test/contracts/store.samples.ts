import type { MerchantId } from '../../core/model/ids.ts'
import { type Kind, KINDS, type KindSpec, type Records, type Scalar } from '../../core/ports/records.ts'
import { READS, type ReadSpec } from '../../core/ports/reads.ts'

/** A record of any kind, as tests that are the same for all kinds see it. */
export type Sample = Records[Kind] & { merchantId?: string | null; writeId?: string }

export const ALL_KINDS = Object.keys(KINDS) as Kind[]
export const isTenants = (kind: Kind): boolean => KINDS[kind].scope === 'tenant'
export const specOf = (kind: Kind): KindSpec<Sample> => KINDS[kind] as unknown as KindSpec<Sample>
/** The merchant that a key of this kind needs. */
export const keyMerchant = (kind: Kind, merchantId: string): MerchantId | null => (isTenants(kind) ? (merchantId as MerchantId) : null)

/**
 * A whole record of `kind`, the `n`th: neighbours share what lists select by (status, connection, account …) and differ or
 * tie in what they are ordered by; what must be unique is.
 */
export function sample<K extends Kind>(kind: K, n: number, at: { merchantId?: string; id?: string } = {}): Records[K] & { merchantId?: string } {
  const { merchantId = 'merchant-1', id = `${kind}-${n}` } = at
  const make = MAKERS[kind] as (n: number) => object
  const own = make(n)
  // `connections`, `numbers` and `tasks` are global and name a merchant all the same.
  const merchant = isTenants(kind) || 'merchantId' in own ? { merchantId } : {}
  return { ...own, ...merchant, id, version: 1 } as unknown as Records[K] & { merchantId?: string }
}

const T = 1_790_000_000_000
const pick = <V>(n: number, ...values: readonly V[]): V => values[n % values.length] as V
const connectionId = (n: number): string => pick(n >> 1, 'connection-1', 'connection-2')
const times = (n: number) => ({ createdAt: T + (n >> 1), updatedAt: T + (n % 5) })
type Made = { readonly [K in Kind]: (n: number) => object }

const MAKERS: Made = {
  orders: (n) => ({
    ...times(n), revision: n, number: `#${1_000 + n}`, connectionId: pick(n, null, 'connection-1', 'connection-2'), channel: 'shop', kind: 'b2c', tags: ['gift', `t${n}`],
    purchasedAt: T, importedAt: T + (n >> 1), links: [{ connectionId: 'connection-1', externalId: `gid://store/Order/${5_000 + n}`, owner: true }], sourceVersion: null,
    method: 'Standard', shipOptionId: null, destination: { country: 'IT', region: null }, totals: { total: { minor: 1_234 + n, currency: 'EUR' } },
    status: pick(n >> 1, 'processing', 'action_required'), subStatus: null, holdKind: null, reasons: [], shipments: [], decidedAt: null, upstreamEnded: false,
    lines: [{ id: `l${n}`, externalId: null, sku: `SKU-${n % 7}`, name: 'Caffè “crema” ☕', quantity: 1 + (n % 3), location: null }],
    shortOf: n % 4 === 0 ? [{ sku: 'SKU-1', quantity: 2 }] : [], ignoredChanges: [], cancelRequest: null, commands: [], sealed: 'sealed', personDigest: null,
    todo: n % 3 === 0 ? [] : [n % 3 === 1 ? { is: 'want', revision: n } : { is: 'note', kind: 'placed', version: 1, at: T, actor: { is: 'system', name: 'test' }, changed: [], detail: {} }],
  }),
  links: (n) => ({ orderId: `order-${n % 3}`, shipmentId: null, at: T + n }),
  stockCommands: (n) => ({ askedAt: T + (n >> 2), does: { is: 'received', sku: 'SKU-1', centerId: 'center-1', delta: n, at: T }, state: pick(n, 'pending', 'done'), result: null, seq: null }),
  journal: (n) => ({ seq: n, at: T, events: [{ is: 'moved', cause: `c${n}`, sku: 'SKU-1', centerId: 'center-1', delta: -1, at: T }], results: [], gained: ['SKU-1'], previous: null }),
  rows: (n) => ({ sku: `SKU-${n % 7}`, centerId: pick(n, 'center-1', 'center-2'), lot: '', onHand: n, held: 0, moves: [], countedAt: null, seq: n }),
  holds: (n) => ({ orderId: `order-${n}`, revision: 1, lines: n % 3 === 0 ? [] : [{ sku: `SKU-${n % 5}`, centerId: 'center-1', quantity: 1 }], open: [], known: [], facts: [], seq: n >> 1 }),
  heads: (n) => ({ seq: n, gained: [] }),
  published: (n) => ({
    connectionId: connectionId(n), item: `item-${n % 6}`, location: 'location-1', sku: `SKU-${n}`, desired: n, sent: null, confirmed: null, asOf: null, confirmedAt: null,
    vendorAvailable: null, vendorCommitted: null, vendorAt: null, state: pick(n, 'settled', 'due'), reason: null,
  }),
  feed: (n) => ({ seq: n, previousHash: 'p', hash: `h${n}`, subject: `order:${n % 3}`, subjectVersion: n, kind: 'placed', at: T, actor: { is: 'system', name: 'test' }, changed: ['status'], detail: { quantity: n } }),
  calls: (n) => ({
    connectionId: connectionId(n), account: pick(n, 'shop:one', 'shop:two'), role: 'tracking', capability: 'tellShipment', subject: `shipment-${n % 3}`, orderId: null, shipmentId: null, sealed: 's',
    state: pick(n >> 1, 'queued', 'done', 'unsure'), createdAt: T + (n >> 1), dueAt: T + (n % 4), startedAt: null, handle: null, attempts: 0, asks: 0, code: null, reason: null, ref: null, finishedAt: null,
  }),
  deliveries: (n) => ({ connectionId: connectionId(n), account: pick(n, 'shop:one', 'shop:two'), receivedAt: T + (n >> 1), sealed: 'sealed', state: pick(n >> 1, 'pending', 'done'), attempts: 0, dueAt: T + (n % 4), reason: null }),
  cursors: (n) => ({ connectionId: connectionId(n), capability: 'orders', cursor: null, at: T, fullPassAt: null }),
  methods: (n) => ({ ...times(n), connectionId: connectionId(n), method: `Method ${n}`, shipOptionId: null, active: true, seenAt: null }),
  locations: (n) => ({ ...times(n), connectionId: connectionId(n), location: `location-${n}`, name: 'Floor', centerIds: ['center-1'] }),
  items: (n) => ({ ...times(n), connectionId: connectionId(n), item: `item-${n}`, sku: pick(n, null, 'SKU-1', 'SKU-2'), name: 'Mug', tracked: true, twice: false, seenAt: T, ...(n % 5 === 4 && { goneAt: T }) }),
  findings: (n) => ({ connectionId: connectionId(n), at: T, found: { matched: n } }),
  products: (n) => ({ ...times(n), sku: `SKU-${n}`, name: 'Mug', active: true }),
  privacyRequests: (n) => ({
    ...times(n), connectionId: connectionId(n), does: pick(n, 'export', 'erase'), of: 'customer', ref: null, receivedAt: T + (n >> 1), state: 'done', doneAt: T + n, position: { named: 0, after: null, walked: true },
    counts: { named: 1, found: 1, done: 1 }, kept: {}, content: n % 3 === 0 ? [{ orderId: `order-${n}`, sealed: 's' }] : [], contentUntil: n % 3 === 0 ? T + (n >> 2) : null,
  }),
  ruleSets: (n) => ({ ...times(n), rules: [{ name: `rule ${n}`, active: true, when: { tags: ['gift'] }, does: { hold: true } }] }),
  skips: (n) => ({ connectionId: connectionId(n), ref: `gid://store/Order/${n}`, code: pick(n >> 1, 'pickup', 'filtered'), what: pick(n, 'order', 'part'), at: T + (n >> 2) }),
  sealedKeys: (n) => ({ sealed: 'k', at: T + n }),
  accessTokens: (n) => ({ of: 'd', sealed: pick(n, null, 's'), renewAt: T, expiresAt: T + n, claimedUntil: 0 }),
  merchants: (n) => ({ ...times(n), name: `Merchant ${n}`, currency: 'EUR', keySealed: 'k' }),
  connections: (n) => ({
    ...times(n), merchantId: 'merchant-1', connector: 'shop', name: 'Shop', roles: ['orders'], pausedRoles: [], mode: 'live', startAt: T, state: 'connected', stateReason: null, account: pick(n, 'shop:one', 'shop:two'),
    storeIdentity: 'shop:one', credentialsSealed: 's', settings: { deep: { list: [1, { a: null }] } }, importWhen: 'paid', tellWhen: 'labeled', buffer: 0, stockConfirmedAt: null, olderOpenOrders: null, lastImportAt: null,
  }),
  centers: (n) => ({ ...times(n), name: `Center ${n}`, country: 'IT', priority: n, active: true }),
  shipOptions: (n) => ({ ...times(n), name: `Option ${n}`, carrier: null, service: null, active: true }),
  tokens: (n) => ({ ...times(n), hash: 'h', name: 'token', role: 'owner', boundTo: pick(n, null, 'merchant-1', 'merchant-2'), centers: null, scopes: [], expiresAt: null, revokedAt: null, lastUsedAt: null }),
  lanes: (n) => ({ holder: null, nextAt: n % 3 === 0 ? null : T + (n % 4), wokenFor: null, gate: null }),
  requests: (n) => ({ bodyHash: 'h', newId: 'id', state: 'done', status: 200, body: null, at: T + (n >> 1) }),
  numbers: () => ({ merchantId: 'merchant-1', orderId: 'order-1', shipmentId: 'shipment-1', at: T }),
  earlyScans: (n) => ({ numberKey: pick(n, 'dhl:1', 'dhl:2'), scan: { eventId: `e${n}`, carrier: 'dhl', trackingNumber: '1', status: 'in_transit', at: T, place: null }, receivedAt: T + (n >> 1), state: pick(n >> 1, 'waiting', 'applied') }),
  tasks: (n) => ({ centerId: pick(n, 'center-1', 'center-2'), seq: n, cause: `cause-${n}`, merchantId: 'merchant-1', orderId: 'o', shipmentId: 's', does: 'pick', at: T }),
}

/** What KINDS says a column of a record is; `id` and a tenant's `merchantId` are columns too. */
export function column(kind: Kind, record: Sample, name: string): Scalar | null {
  const declared = specOf(kind).columns[name]
  if (declared) return declared(record)
  if (name === 'id') return record.id
  return name === 'merchantId' && isTenants(kind) ? (record.merchantId ?? null) : null
}

/** What a read must answer of these records, worked out from the declaration alone. */
export function expected(name: keyof typeof READS, records: readonly Sample[], equal: Readonly<Record<string, Scalar>>): Sample[] {
  const read: ReadSpec = READS[name]
  const order = [...read.order, 'merchantId']
  const listed = records.filter((record) => read.equal.every((at) => column(read.kind, record, at) === equal[at]) && read.order.every((at) => column(read.kind, record, at) !== null))
  const sign = read.direction === 'asc' ? 1 : -1
  return listed.toSorted((a, b) => sign * order.reduce((found, at) => found || compareValues(column(read.kind, a, at) ?? '', column(read.kind, b, at) ?? ''), 0))
}

/** Numbers by size; text by its UTF-8 bytes, which is by code points. */
export function compareValues(a: Scalar, b: Scalar): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
}
