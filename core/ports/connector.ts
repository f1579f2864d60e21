import type { ZodType } from 'zod'
import type { Cursor, Instant, Ref } from '../model/ids.ts'
import type { ItemDraft, Level, LevelUpdate, NoLevel, OrderDraft, OrderNews, ParcelWatch, ReturnDraft, ReturnNews, ScanNews, ShipmentNews, TrackingDraft } from '../model/drafts.ts'
import type { ConnectionRole } from '../model/setup.ts'
import type { Transport } from './transport.ts'

/** What a call does at the vendor, by the connector's own name for it (`orders.page`, `fulfillment.create`). */
export type Operation = string
/** `capacity` points, `perSecond` restored; `concurrent` at once. A first guess that host.learn corrects. */
export interface Limit { capacity: number; perSecond: number; concurrent?: number }

/** What a connector sees of a connection: credentials opened, settings parsed. */
export interface ConnectionView<C, S> {
  readonly id: string
  readonly credentials: C
  readonly settings: S
  readonly roles: readonly ConnectionRole[]
  readonly startAt: Instant
  /** Another base URL (an emulator), set by the operator only; replaces `hosts`. */
  readonly baseUrl: string | null
  /** The door's secret from before the last rotation, for as long as the vendor may still sign with it (`Door.rotates`). */
  readonly previousSecret?: string
}

/** A token that passes away. */
export interface Renewed { readonly token: string; readonly expiresAt: Instant }

/** One line of the doctor. `fix` says what to do. `code` is stable. */
export interface Check { code: string; is: 'ok' | 'warning' | 'fault'; title: string; detail?: string; fix?: string }

/** A connector is a value. The hub asks for a capability, never for a vendor. C = credentials, S = settings (zod objects). */
export interface Connector<C, S> {
  readonly id: string
  readonly label: string
  /** Each field `.meta({ title, secret })`: the form, the CLI's prompts and redaction come from it. */
  readonly credentials: ZodType<C>
  readonly settings: ZodType<S>
  /** Roles that a person can switch on. */
  readonly roles: readonly ConnectionRole[]
  readonly limits: Readonly<Record<Operation, Limit>>
  /** How long a write may still arrive after we gave up waiting, ms: the settle time of an unsure call. */
  readonly settleMs: number
  /** Every host it may call: SSRF guard, docs. */
  hosts(at: ConnectionView<C, S>): readonly string[]
  /** Whose login and limits: the lane. Connections may share one. */
  account(at: ConnectionView<C, S>): string
  /** The store behind it, equal on every road to it: `<connector>:<login>`. */
  storeIdentity(at: ConnectionView<C, S>): string
  open(at: ConnectionView<C, S>, host: Host): Partial<Capabilities>
  /** The vendor's half of the doctor; missing scopes by name. Reads only. */
  check(at: ConnectionView<C, S>, host: Host): Promise<readonly Check[]>
  /** Gets a new token for these credentials: what `host.token()` hands out. Absent: they carry all they need. */
  renew?(at: ConnectionView<C, S>, host: Host): Promise<Renewed>
  /** Whether a person switched on that this carrier's scans are told, and the vendor does not follow the carrier itself. Absent: never. */
  wantsScans?(settings: S, carrier: string): boolean
  readonly door?: Door<C, S>
}

export interface Capabilities {
  orders: Source<OrderDraft>
  /** Orders that changed without their own time showing it: what is left of them moved to another location, was held or split. */
  movedOrders: Source<OrderDraft>
  items: Source<ItemDraft>
  levels: LevelSource
  parcels: Source<TrackingDraft>
  returns: Source<ReturnDraft>
  tellOrder: Sink<OrderNews>
  tellShipment: Sink<ShipmentNews>
  tellScan: Sink<ScanNews>
  tellReturn: Sink<ReturnNews>
  setLevels: LevelSink
  watchParcels: Sink<ParcelWatch>
  lists: { read(list: ListName, signal: AbortSignal): Promise<readonly Option[]> }
  /** Open orders older than `before`, counted at the vendor: shown, not imported. `daysBack`: how old an order the vendor shows us may be; 60 where it is not said. */
  olderOpenOrders: { count(before: Instant, signal: AbortSignal): Promise<number>; daysBack?(signal: AbortSignal): Promise<number> }
}
export type SourceName = 'orders' | 'items' | 'levels' | 'parcels' | 'returns'
export type ListName = 'methods' | 'locations' | 'stores' | 'carriers' | 'tags'
/** `foreign`: another app's, not ours to push to. */
export interface Option { id: Ref; title: string; detail?: string; foreign?: true }

/** Reading. The cursor is the connector's own (windows, states, a report being made); the hub stores the items, then the cursor. */
export interface Source<T> {
  /** Refs per `get`. */
  readonly batch: number
  page(cursor: Cursor | null, from: Instant, signal: AbortSignal): Promise<Page<T>>
  get(refs: readonly Ref[], signal: AbortSignal): Promise<readonly (T | 'gone' | 'hidden')[]>
}
/** Levels are read for items at locations: available and committed in one request. */
export interface LevelSource extends Source<Level> {
  /** All levels of these items at these locations, and where it is known why there is none; an item that is not stocked at a location is left out. */
  of(items: readonly Ref[], locations: readonly Ref[], signal: AbortSignal): Promise<readonly (Level | NoLevel)[]>
}
/** `more` with `notBefore`: come back later. `next` is kept even when `more` is false: the next poll begins there. */
export interface Page<T> { items: readonly T[]; next: Cursor; more: boolean; notBefore?: Instant; unreadable?: readonly Unreadable[] }
/** One that came in a shape we do not know: named, so that it alone waits and the page goes on. `updatedAt` 0: not said. */
export interface Unreadable { ref: Ref; updatedAt: Instant; reason: string }

/** Writing. One outcome per update, in order; update.key never changes for the same intent. */
export interface Sink<U extends { key: string }> {
  readonly batch: number
  /** The vendor makes a repeat with the same key harmless. */
  readonly repeatable: boolean
  send(updates: readonly U[], signal: AbortSignal): Promise<readonly Outcome[]>
  /** What became of these? Asked when unsure, to confirm, and to follow a handle. Changes nothing at the vendor. */
  ask(updates: readonly U[], handle: string | null, signal: AbortSignal): Promise<readonly Asked[]>
}
/** Setting levels, with what the merchant chose for it. */
export interface LevelSink extends Sink<LevelUpdate> {
  /** An item that is not stocked at a location is stocked there (`LevelUpdate.stock`). Absent: it is shown and left. */
  readonly stocksItems?: boolean
  /** A number that somebody moved at the store stays as it is until a person says otherwise. Absent: it is set to what is free. */
  readonly keepsDrift?: boolean
  /** More than `batch` at once, answered `later`: up to `most`, where that is sooner for so many. Not for what is to be stocked. */
  readonly inBulk?: { readonly most: number; isSooner(numbers: number): boolean }
}
export type Outcome =
  /** Accepted; with confirmAfter, asked again before it is believed. */
  | { is: 'done'; ref?: Ref; confirmAfter?: Instant }
  /** A feed, a bulk operation, a queued process. */
  | { is: 'later'; handle: string; notBefore: Instant }
  /** The vendor will not. `code` is stable and ours (`fulfilled_elsewhere`, `order_cancelled`, `stale`, …), `text` the vendor's words. */
  /** `ref`: what was made of a part all the same. */
  | { is: 'refused'; code: string; text: string; fix: 'merchant' | 'operator' | 'none'; ref?: Ref }
export type Asked = Outcome | { is: 'absent' } | { is: 'unknown' }

/** A delivery as it came in. Header names in lower case. */
export interface RawDelivery { method: string; path: string; headers: Readonly<Record<string, string | string[] | undefined>>; body: Uint8Array; receivedAt: Instant }

/** The way in: verify, read, what was read is durable, answer. */
export interface Door<C, S> {
  /** No secret set: false. */
  verify(delivery: RawDelivery, at: ConnectionView<C, S>, host: Host): Promise<boolean>
  /** Pure; a Reply refuses, nothing is stored. */
  read(delivery: RawDelivery, at: ConnectionView<C, S>): readonly Inbound[] | Reply
  /** Absent: 200, empty. */
  answer?(delivery: RawDelivery, hub: HubView): Promise<Reply>
  /**
   * Makes and repairs subscriptions of the view's roles, and takes away our own that none of them needs; with no role, all of ours. A check
   * of code `webhooks_made` or `webhooks_removed` is noted in the connection's activity.
   */
  ensure?(url: string, at: ConnectionView<C, S>, host: Host): Promise<readonly Check[]>
  /** Which credential the vendor signs with, and how many ms it may go on with the old one after a rotation: so long the view has it as `previousSecret`. */
  readonly rotates?: { readonly secret: keyof C & string; readonly ms: number }
}
export interface Reply { status: number; body: string; headers?: Record<string, string> }
/** `at`: the vendor's own time of the event, the same in every repeat; null where it gives none, and never that of arrival. */
export type Inbound = { eventId: string; at: Instant | null } & (
  /** A hint: re-read through the source (or the list of locations). */
  | { is: 'changed'; capability: HintName; ref: Ref }
  /** A hint that does not say of what, or not in words that we know: what is read by time is read now. */
  | { is: 'unnamed'; capability: 'orders' }
  /** The only copy there will be (a provider call). */
  | { is: 'draft'; draft: OrderDraft }
  /** Wakes the ask of a call that is `later`. */
  | { is: 'ended'; handle: string }
  /** Comes alone in its delivery, and is told from others by what is signed: never by an unsigned header alone. */
  | { is: 'command'; do: 'export' | 'erase' | 'uninstalled' | 'cancel'; subject: CommandSubject })
export type HintName = SourceName | 'locations'
/** `store`: all that we hold of it. `request`: the vendor's own name of what it asks for, equal in every repeat of it. */
export interface CommandSubject { orders: readonly Ref[]; email?: string; store?: true; request?: string }

/** What a door may see and ask of us: bound to one connection, it cannot name another. */
export interface HubView {
  orders(refs: readonly Ref[]): Promise<readonly OrderView[]>
  cancel(ref: Ref, reason: string): Promise<'cancelled' | 'refused' | 'asked'>
}
export interface OrderView { ref: Ref; id: string; status: string; parcels: readonly { carrier: string; trackingNumber: string }[] }

export interface Learned { limit?: Limit; remaining?: number; spent?: number; notBefore?: Instant }

/** What the hub gives a connector. */
export interface Host {
  /**
   * Limiter, time-out, trace. Repeats a read, or a write that surely was not sent; never a write that may have arrived.
   * `run` gets the transport bound to the connection's hosts and this operation. Throws VendorError.
   */
  call<T>(operation: Operation, kind: 'read' | 'write', run: (transport: Transport, signal: AbortSignal) => Promise<T>, cost?: number): Promise<T>
  /** What the vendor says of its limits. Within the `run` of a call, `spent` is what that call really cost: the rest of its `cost` is given back. */
  learn(operation: Operation, seen: Learned): void
  /** The token of a connector that renews: renewed in time, and once where the vendor refuses it (`auth`), by one process for all. Asked for within the `run` of each call. */
  token(): Promise<string>
  now(): Instant
  /** A uuid for vendors that want one per request. */
  id(): string
}

export type VendorErrorKind = 'auth' | 'rejected' | 'not-found' | 'conflict' | 'throttled' | 'unavailable' | 'malformed'

/** `sent` decides everything after a fault: no = repeat, maybe = unsure (ask first), yes = judge by kind. `retryAfter` in ms, as the vendor gave it. */
export class VendorError extends Error {
  readonly kind: VendorErrorKind
  readonly sent: 'no' | 'maybe' | 'yes'
  readonly code: string
  readonly retryAfter: number | null
  constructor(kind: VendorErrorKind, sent: VendorError['sent'], message: string, more: { code?: string; retryAfter?: number | null; cause?: unknown } = {}) {
    super(message, { cause: more.cause })
    this.name = 'VendorError'
    this.kind = kind
    this.sent = sent
    this.code = more.code ?? kind
    this.retryAfter = more.retryAfter ?? null
  }
}

// A registry holds connectors of every credential type; each is opened only with what its own schema parsed.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyConnector = Connector<any, any>
