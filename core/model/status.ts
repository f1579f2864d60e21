export const STATUSES = ['import_review', 'action_required', 'processing', 'shipped', 'cancelled', 'clean_sweep'] as const
export type Status = (typeof STATUSES)[number]

export const SUB_STATUSES = ['pick_in_process', 'picked', 'labeled', 'awaiting_scan', 'in_transit', 'out_for_delivery', 'delivered', 'delivery_exception'] as const
export type SubStatus = (typeof SUB_STATUSES)[number]

/** On-Hold: someone must decide or data is wrong. Exception: a stock or product problem that the system tries again (S1.14a). */
export type HoldKind = 'on_hold' | 'exception'

export const TRACKING_STATUSES = ['received', 'at_depot', 'picked_up', 'in_transit', 'out_for_delivery', 'delivered', 'delivery_exception', 'returning', 'returned', 'unknown'] as const
export type TrackingStatus = (typeof TRACKING_STATUSES)[number]

export const PUSH_STATES = ['queued', 'sent', 'unsure', 'accepted', 'confirmed', 'refused', 'failed', 'not_applicable'] as const
export type PushState = (typeof PUSH_STATES)[number]

/** Codes of S1.23 and INTERFACES; each is documented in docs/reasons.md, both ways. */
export const REASON_CODES = [
  'out_of_stock', 'partially_committed', 'invalid_address', 'unmapped_ship_option', 'inactive_ship_option', 'unknown_sku', 'inactive_sku',
  'missing_hazmat_info', 'missing_customs_info', 'packaging_unclear', 'payment_method', 'manual_hold', 'processing_pause', 'special_requirement',
  'internal_transfer', 'import_stuck', 'missing_sku', 'duplicate_sku', 'fraud_risk', 'upstream_hold', 'scheduled', 'possible_duplicate',
  'more_than_shipped', 'merging', 'person_data_missing', 'unpaid',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]

/** Why an order waits: `needs` is the smallest thing that frees it, `who` can do it, `subject` the SKU, method or field it is about. */
export interface Reason { code: ReasonCode; message: string; needs: string; who: 'merchant' | 'administrator' | 'store'; subject?: string }
