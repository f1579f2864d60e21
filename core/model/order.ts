import type { Actor } from './actor.ts'
import type { CenterId, ConnectionId, Instant, LineId, MerchantId, OrderId, Ref, ShipmentId, ShipOptionId, Sku } from './ids.ts'
import type { OpenPart } from './drafts.ts'
import type { Money } from './money.ts'
import type { HoldKind, PushState, Reason, ReasonCode, Status, SubStatus, TrackingStatus } from './status.ts'

/** One thing that was bought. `quantity` is what we still have to ship or shipped; 0 once the store removed the line. */
export interface Line {
  id: LineId
  externalId: Ref | null
  sku: Sku | null
  name: string
  quantity: number
  /** What stood open of it at the store when it was last read, by where it is to ship from; empty where nothing does, or no store has it. */
  parts: OpenPart[]
  /** What the store said last: open there, and left there in fulfillments of ours. Ours differs where a person edited, or where the store changed after pick. */
  atStore?: number
  /** The store's quantity when a person edited ours: while the store says no other, the edit stands. */
  editedFrom?: number
}

export interface ShipmentLine { lineId: LineId; sku: Sku; quantity: number }

/** One box with a number. A voided number stays, marked, so that old scans still find their way. */
export interface Parcel {
  trackingNumber: string
  carrier: string
  /** The carrier's page, or null where the carrier is unknown: never a broken link (S0.3). */
  url: string | null
  voided: boolean
  tracking: { status: TrackingStatus; at: Instant } | null
}

/** What became of telling a channel about a shipment; one per channel told, newest parcels last. */
export interface Push {
  connectionId: ConnectionId | null
  channel: string
  callKey: string | null
  state: PushState
  /** Why it is not told, stable (docs/operating.md, "Why tracking did not arrive"), with the vendor's words or ours. */
  code: string | null
  reason: string | null
  at: Instant
  /** The vendor's id of what we made there, for a later replacement of tracking. */
  ref: Ref | null
}

/** The unit of work at one center; status lives here. A shipment without center waits for one. */
export interface Shipment {
  id: ShipmentId
  centerId: CenterId | null
  status: Status
  subStatus: SubStatus | null
  lines: ShipmentLine[]
  carrier: string | null
  service: string | null
  labelSource: 'ours' | 'merchant_prepaid' | 'channel' | null
  parcels: Parcel[]
  pushes: Push[]
  pickedBy: string | null
  /** Units that came off the shelf for a shipment that ended meanwhile: to be put back. */
  putBack: boolean
  /** Cause of the pick task that is to be worked on; one made for another before it took other units, or at another center. Absent: none was told yet. */
  task?: string
}

/** How one order is known elsewhere; the owner road is the one that is told (F7). */
export interface OrderLink {
  connectionId: ConnectionId
  externalId: Ref
  owner: boolean
  /**
   * Where this store counts the units as sold though the order came by another road: what stood open of it there when it was last read, by SKU
   * and location; null: not read yet, or not shown, so nothing of it counts as known; empty: it ended there.
   */
  open?: OpenThere[] | null
  /** The store's own time of that reading. */
  seenVersion?: Instant
}
export interface OpenThere { sku: Sku; location: Ref | null; units: number }

/** What is left to be done for an order; an index on it finds work after a crash. */
export type Todo =
  /** The stock this order needs changed at this revision: the merchant's lane restates its hold. */
  | { is: 'want'; revision: number }
  /** Units left the building: the merchant's lane enters the fact before any want. `cause` is unique for ever. */
  | { is: 'shipped'; cause: string; centerId: CenterId; lines: { sku: Sku; quantity: number }[]; at: Instant }
  /** A vendor write, made by hub/calls under `key`. */
  | { is: 'call'; key: string; connectionId: ConnectionId; capability: 'tellShipment' | 'tellScan'; shipmentId: ShipmentId }
  /** A claim of a global or tenant name that has to follow the aggregate (a tracking number). */
  | { is: 'link'; key: string; carrier: string; trackingNumber: string; shipmentId: ShipmentId }
  /** Work for the floor of a center: pick it, stop it, put it back. `cause` is unique for ever. */
  | { is: 'task'; does: 'pick' | 'stop' | 'put_back'; cause: string; centerId: CenterId; shipmentId: ShipmentId; at: Instant }
  /** An entry for the feed: ids, names of changed fields, actor; never personal data. */
  | { is: 'note'; kind: string; version: number; at: Instant; actor: Actor; changed: string[]; detail: Record<string, string | number | boolean | null> }

/** The result of a command, kept under its key so that a repeat is answered as the first. */
export interface CommandResult { key: string; code: string; at: Instant }

export interface Order {
  id: OrderId
  merchantId: MerchantId
  version: number
  /** Raised with every change of what this order needs or holds of stock. */
  revision: number
  createdAt: Instant
  updatedAt: Instant
  /** The name that people use (#1001). */
  number: string
  /** The connection that owns the road, or null for an order made by hand or API. */
  connectionId: ConnectionId | null
  channel: string
  kind: 'b2c' | 'b2b' | 'removal'
  tags: string[]
  purchasedAt: Instant
  importedAt: Instant
  links: OrderLink[]
  /** The source's own time of the version applied last; an older one is ignored. */
  sourceVersion: Instant | null
  /** The store's name for how to ship, verbatim; null where it gave none. */
  method: string | null
  shipOptionId: ShipOptionId | null
  /** What a person decided here: the mapping and the store no longer do. */
  edited?: ('shipOption' | 'tags')[]
  /** What the merchant's rules made of it when the store's word was last applied (S5.9). */
  ruled?: { shipOptionId: ShipOptionId | null; tags: string[] }
  /** Reasons that a person let go all the same: the same ones do not hold it again. */
  released?: { code: ReasonCode; subject: string }[]
  /** When the store wants it shipped at the earliest; it is read again then. */
  scheduledFor?: Instant | null
  /** What the mapping could not say otherwise: unknown values of the store's and the like. */
  warnings?: string[]
  /** Locations of the store from which somebody else ships a part of it, by a person's word. */
  othersAt?: Ref[]
  /** Country and region in clear, for routing; the rest of the address is sealed. */
  destination: { country: string; region: string | null } | null
  totals: { total: Money | null }
  status: Status
  subStatus: SubStatus | null
  holdKind: HoldKind | null
  reasons: Reason[]
  lines: Line[]
  shipments: Shipment[]
  /** SKUs and units a waiting order lacks, as of `decidedAt`. */
  shortOf: { sku: Sku; quantity: number }[]
  decidedAt: { revision: number; seq: number } | null
  /** Its end at the store was seen (cancelled or fulfilled there), applied here or not: then it is known no more (ARCHITECTURE 3). */
  upstreamEnded: boolean
  /** What the store changed after picking began: recorded and shown, never applied (S5.10). */
  ignoredChanges: { at: Instant; what: string }[]
  cancelRequest: { at: Instant; reason: string; state: 'refused' | 'partly' | 'done' } | null
  todo: Todo[]
  commands: CommandResult[]
  /** Personal data, sealed by hub/secrets; null once erased or never given. */
  sealed: string | null
  /** Keyed digest of the sealed part, to see that it changed without opening it. */
  personDigest: string | null
  /** The same of what the source said last: what a person mended here stands until the source says another. */
  sourceDigest?: string | null
  /** The person was erased because the store asked for it (`request`): what the store says later of a person is not taken any more. */
  erased?: { at: Instant; request: string }
}
