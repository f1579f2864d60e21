import type { CenterId, ConnectionId, Instant, MerchantId, Ref, ShipOptionId, Sku } from './ids.ts'

interface Base { version: number; createdAt: Instant; updatedAt: Instant }

/** `keySealed`: the merchant's own key, sealed by the root key; orders' keys are sealed by it. */
export interface Merchant extends Base { id: MerchantId; name: string; currency: string | null; keySealed: string }

/** A fulfillment center of the 3PL; lower `priority` is preferred where nothing else decides. */
export interface Center extends Base { id: CenterId; name: string; country: string; priority: number; active: boolean }

/** What the 3PL sells: aggregated (cheapest carrier at label time) or a named carrier and service. */
export interface ShipOption extends Base { id: ShipOptionId; name: string; carrier: string | null; service: string | null; active: boolean }

export interface Product extends Base { id: string; merchantId: MerchantId; sku: Sku; name: string; active: boolean }

export const CONNECTION_ROLES = ['orders', 'inventory', 'tracking', 'returns'] as const
export type ConnectionRole = (typeof CONNECTION_ROLES)[number]

/** A merchant's account at a vendor. Reads only until a person switches a role on. */
export interface Connection extends Base {
  id: ConnectionId
  merchantId: MerchantId
  connector: string
  name: string
  roles: ConnectionRole[]
  pausedRoles: ConnectionRole[]
  mode: 'observe' | 'live'
  startAt: Instant
  state: 'connected' | 'needs_reauth' | 'paused' | 'disconnected'
  stateReason: string | null
  /** The lane: whose login and limits (`<connector>:<login>`). */
  account: string
  /** The store behind it, equal on every road to it. */
  storeIdentity: string
  /** Credentials, sealed with associated data (merchant, connection, field); empty once they were thrown away after a disconnect. */
  credentialsSealed: string
  /** The door's secret before the last rotation, sealed, while the vendor may still sign with it; forgotten at `until`. */
  previousSecret?: { sealed: string; until: Instant } | null
  settings: Record<string, unknown>
  importWhen: 'paid' | 'any'
  tellWhen: 'labeled' | 'handed_over'
  buffer: number
  /** null until a person confirmed the comparison: until then no number is pushed (S2.18). */
  stockConfirmedAt: Instant | null
  /** Who confirmed it; absent where nobody did, or before this was kept. */
  stockConfirmedBy?: { is: string; id: string }
  /** Open orders older than `startAt`: a number, not imported. */
  olderOpenOrders: number | null
  lastImportAt: Instant | null
  /** When its credentials were last put in place and proved, where that was after it was made: an older "uninstalled" is about an installation before this one. */
  connectedAt?: Instant
  /** The door stays open for privacy commands for a while from here on. */
  disconnectedAt?: Instant
}

/**
 * Where a source stands; stored after the items it brought. `pass`: of a full pass of the items that is under way, when it began, and,
 * once its pages are read, how far those that it did not see were asked about. `at` is 0 while pages are left or it is to be read at once;
 * `readAt`: when it was last read to its end.
 */
export interface SourceCursor { id: string; merchantId: MerchantId; version: number; connectionId: ConnectionId; capability: string; cursor: string | null; at: Instant; readAt?: Instant; fullPassAt: Instant | null; pass?: { begun: Instant; asked?: string | null } }

/** A store's method, verbatim, and what it means; unmapped (shipOptionId null) or inactive holds the order (S2.11–S2.15). */
export interface MethodMapping extends Base { id: string; merchantId: MerchantId; connectionId: ConnectionId; method: string; shipOptionId: ShipOptionId | null; active: boolean; seenAt: Instant | null }

/** A store's location and the centers behind it; a center belongs to one location of a store. `foreign`: another app runs it and sets its levels. `notOurs`: a person said that somebody else ships from there. */
export interface LocationMapping extends Base { id: string; merchantId: MerchantId; connectionId: ConnectionId; location: Ref; name: string; centerIds: CenterId[]; foreign?: true; notOurs?: true }

/** A store's item; `sku` null or `twice` cannot be matched and is reported, never guessed. `chosen`: a person said which SKU it is, and the store no longer does; `said` is then the store's own word. `changedAt`: the store's own time of its last change. `buffer`: units kept back of it here, on top of the connection's. */
export interface ItemMapping extends Base { id: string; merchantId: MerchantId; connectionId: ConnectionId; item: Ref; sku: Sku | null; chosen?: boolean; said?: Sku | null; name: string; tracked: boolean; twice: boolean; seenAt: Instant; changedAt?: Instant | null; goneAt?: Instant; buffer?: number }

/** What was found about a connection while it was set up, kept so that it is told again without asking or counting. `found` is of the one who keeps it; losing it loses nothing. */
export interface Finding { id: string; merchantId: MerchantId; version: number; connectionId: ConnectionId; at: Instant; found: unknown }
