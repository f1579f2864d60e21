import type { Actor, Role } from './actor.ts'
import type { CenterId, ConnectionId, Instant, MerchantId, OrderId, Ref, ShipmentId } from './ids.ts'

/** Whose is this name: external ids, references, tracking numbers. Claimed before what it names exists; `id` is the name. */
export interface Link { id: string; merchantId: MerchantId; version: number; orderId: OrderId; shipmentId: ShipmentId | null; at: Instant }

/** Global: carrier and number → merchant and shipment, made with the label; a carrier's scan names no merchant. */
export interface TrackingNumber { id: string; merchantId: MerchantId; version: number; orderId: OrderId; shipmentId: ShipmentId; at: Instant }

/** A scan whose number is not known yet: kept 7 days, applied when its label comes. */
export interface EarlyScan { id: string; version: number; numberKey: string; scan: { eventId: string; carrier: string; trackingNumber: string; status: string; at: Instant; place: string | null }; receivedAt: Instant; state: 'waiting' | 'applied' }

/** What came in, sealed, kept 30 days. `id` is connection and event key: a repeat is the same delivery. */
export interface Delivery {
  id: string
  merchantId: MerchantId
  version: number
  connectionId: ConnectionId
  account: string
  receivedAt: Instant
  /** Hints to be re-read or drafts to be placed (Inbound[] of the connector), sealed with the day's key. */
  sealed: string
  state: 'pending' | 'done' | 'failed'
  attempts: number
  dueAt: Instant
  reason: string | null
}

export const CALL_STATES = ['queued', 'started', 'unsure', 'later', 'accepted', 'done', 'refused', 'failed', 'superseded'] as const
export type CallState = (typeof CALL_STATES)[number]

/** One vendor write. `started` is on disk before anything is sent; started without a result is unsure, and asked about before it is sent again. */
export interface Call {
  id: string
  merchantId: MerchantId
  version: number
  connectionId: ConnectionId
  account: string
  role: 'tracking' | 'inventory'
  capability: 'tellShipment' | 'tellScan' | 'setLevels'
  /** What it is about: shipment id, or the connection for levels. A newer call of the same subject replaces one not started. */
  subject: string
  orderId: OrderId | null
  shipmentId: ShipmentId | null
  /** The update(s) handed to the sink, sealed. */
  sealed: string
  state: CallState
  createdAt: Instant
  dueAt: Instant
  startedAt: Instant | null
  handle: string | null
  attempts: number
  asks: number
  /** Why it waits, was refused or failed: a stable code and plain words. */
  code: string | null
  reason: string | null
  ref: Ref | null
  finishedAt: Instant | null
}

/** Timeline, audit chain, event stream in one. `hash` covers the entry and the hash before. */
export interface FeedEntry {
  id: string
  merchantId: MerchantId
  version: number
  seq: number
  previousHash: string
  hash: string
  /** `order:<id>`, `connection:<id>` … and the version of the subject it was noted at. */
  subject: string
  subjectVersion: number
  kind: string
  at: Instant
  actor: Actor
  changed: string[]
  detail: Record<string, string | number | boolean | null>
}

/** A due time with a holder. `nextAt`: when a worker may take it (due, or the end of the holder's time); null sleeps until woken. `version` is the fencing token. */
export interface Lane {
  id: string
  version: number
  holder: string | null
  nextAt: Instant | null
  /** Set by a wake while held: on giving back the lane is due then. */
  wokenFor: Instant | null
  /** Not before: the vendor said so. */
  gate: Instant | null
}

/** Idempotency keys, the new ids chosen beforehand. */
export interface ApiRequest { id: string; version: number; bodyHash: string; newId: string; state: 'running' | 'done'; status: number | null; body: string | null; at: Instant }

/** An API token: 256 random bits, stored as SHA-256. */
export interface ApiToken { id: string; version: number; createdAt: Instant; updatedAt: Instant; hash: string; name: string; role: Role; boundTo: MerchantId | null; centers: CenterId[] | null; scopes: string[]; expiresAt: Instant | null; revokedAt: Instant | null; lastUsedAt: Instant | null }

/**
 * An order of a store that was not imported (`what`: order), or of which a part was left out (part), and why: so many are counted, each once.
 * `id` is the connection and the store's name for the order.
 */
export interface Skip { id: string; merchantId: MerchantId; version: number; connectionId: ConnectionId; ref: Ref; code: string; what: 'order' | 'part'; at: Instant }

/** A key sealed by the one above it: per merchant and day, thrown away after 30 days. */
export interface SealedKey { id: string; merchantId: MerchantId; version: number; sealed: string; at: Instant }

/**
 * The token that a connection's credentials were exchanged for; its id is the connection's. `of`: digest of those credentials: a token of
 * others is none. `sealed` null: none was got yet. `claimedUntil`: until then one process is getting the next, and nobody else asks.
 */
export interface AccessToken { id: ConnectionId; merchantId: MerchantId; version: number; of: string; sealed: string | null; renewAt: Instant; expiresAt: Instant; claimedUntil: Instant }

/** Work for a center's floor, in an order that nobody can overtake: the entry after the last, or nothing. */
export interface Task { id: string; version: number; centerId: CenterId; seq: number; cause: string; merchantId: MerchantId; orderId: OrderId; shipmentId: ShipmentId; does: 'pick' | 'stop' | 'put_back'; at: Instant }
