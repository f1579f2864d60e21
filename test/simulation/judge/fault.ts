/** What the judge can find. The names are what planted bugs are found by. */
export type FaultName =
  /** A paid order that nobody cancelled has not left, though the faults are over. */
  | 'not_fulfilled'
  /** More units stand fulfilled than were shipped. */
  | 'fulfilled_twice'
  | 'wrong_quantities'
  | 'wrong_number'
  /** Fulfilled, or picked, though it was cancelled before. */
  | 'cancelled_fulfilled'
  | 'cancelled_picked'
  /** A vendor write was sent again before anybody looked what had become of the first. */
  | 'second_write'
  | 'level_too_high'
  | 'level_wrong_at_end'
  | 'held_more_than_there_is'
  | 'picked_without_hold'
  /** A delivery was answered 200 and is not in the database. */
  | 'lost_delivery'
  /** A vendor write left, and no call in the database said that it might. */
  | 'sent_before_started'
  /** Code of the hub threw where nobody caught. */
  | 'unhandled'

/** `order`: the shop's order that it is about. */
export interface Fault { readonly name: FaultName; readonly text: string; readonly order?: string }
