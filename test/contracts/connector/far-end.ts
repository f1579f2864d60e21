import type { Instant, Ref } from '../../../core/model/ids.ts'
import type { AnyConnector, ConnectionView, RawDelivery } from '../../../core/ports/connector.ts'

// Credentials and settings are the connector's own; a test passes them on unread.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type View = ConnectionView<any, any>

export interface Basket { sku: string; quantity: number }
export interface Stocked { item: Ref; sku: string; location: Ref }
/** A fulfillment as the vendor has it. */
export interface Fulfilled { trackingNumbers: string[]; units: number }

/**
 * The vendor behind a real socket, as one connector's test sets it up, and a hand on it. What a vendor cannot do is left
 * out: the suite then skips the case by name, with the reason.
 */
export interface FarEnd {
  connector: AnyConnector
  at: View
  /** The same account with credentials that the vendor refuses. */
  refused: View
  now(): Instant
  /** More orders than fit one page. */
  manyOrders: number
  /** Items that are stocked at a location, at least three; and one that is not stocked there. */
  items: readonly Stocked[]
  notStocked: Stocked
  placeOrders(count: number, lines: readonly Basket[]): Promise<Ref[]>
  cancelOrder(order: Ref): Promise<void>
  editOrder(order: Ref, line: Basket): Promise<void>
  /** By hand, in the vendor's own screens, everything that is open. */
  fulfillByHand(order: Ref): Promise<void>
  setLevelByHand(at: Stocked, available: number): Promise<void>
  throttle(on: boolean): Promise<void>
  /** A delivery as the vendor sends it, and where one is: rightly signed. */
  delivery(order: Ref): RawDelivery
  /** Changes an answer's body so that one status in it is one that nobody knows yet. */
  withUnknownStatus(body: string): string
  /** The vendor's truth. */
  fulfilled(order: Ref): Promise<Fulfilled[]>
  level(at: Stocked): Promise<number>
  close(): Promise<void>
}
