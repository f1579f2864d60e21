import { z } from 'zod'

/** Ids are uuid v7 made by us, or a natural key; they are branded so that two kinds cannot be mixed up. */
export const MerchantId = z.string().min(1).max(64).brand('MerchantId')
export type MerchantId = z.infer<typeof MerchantId>
/** The 3PL itself, in place of a merchant: its feed holds what its own people did for no merchant. Merchants' ids are uuids, so none has it. */
export const THE_3PL = MerchantId.parse('3pl')
export const ConnectionId = z.string().min(1).max(64).brand('ConnectionId')
export type ConnectionId = z.infer<typeof ConnectionId>
export const OrderId = z.string().min(1).max(64).brand('OrderId')
export type OrderId = z.infer<typeof OrderId>
export const ShipmentId = z.string().min(1).max(80).brand('ShipmentId')
export type ShipmentId = z.infer<typeof ShipmentId>
export const LineId = z.string().min(1).max(80).brand('LineId')
export type LineId = z.infer<typeof LineId>
export const CenterId = z.string().min(1).max(64).brand('CenterId')
export type CenterId = z.infer<typeof CenterId>
export const ShipOptionId = z.string().min(1).max(64).brand('ShipOptionId')
export type ShipOptionId = z.infer<typeof ShipOptionId>
/** A merchant's stock keeping unit, exactly as written, trimmed; compared case-sensitively. */
export const Sku = z.string().trim().min(1).max(255).brand('Sku')
export type Sku = z.infer<typeof Sku>

/** Milliseconds since 1970 UTC. Clocks only wake: order is decided by seq, revision and version. */
export type Instant = number
/** A vendor's own id of a thing, as it came. */
export type Ref = string
/** A connector's or a list's own position; opaque to everybody else. */
export type Cursor = string
