import type { Instant, MerchantId } from '../../core/model/ids.ts'

/** How long a worker has a lane before others may take it. No promise hangs on it: versions and `started` guard every effect. */
export const HOLD_MS = 30_000
/** A holder renews at a third of its time. */
export const RENEW_MS = HOLD_MS / 3
/** Nothing keeps an account waiting longer than this, whatever a vendor asks for (I26). */
export const LONGEST_GATE_MS = 3_600_000

export type LaneId = `merchant:${string}` | `account:${string}` | `job:${string}`

export const merchantLane = (merchantId: MerchantId): LaneId => `merchant:${merchantId}`
export const accountLane = (account: string): LaneId => `account:${account}`
export const jobLane = (name: string): LaneId => `job:${name}`

/** A lane that a worker has. `holder` is drawn for each taking, so nobody else's write can pass for its own. */
export interface LaneHold {
  readonly id: LaneId
  readonly holder: string
  /** By this process's clock. After it, others may have the lane. */
  until: Instant
  /** Version last seen: rises with every taking, renewal and wake. */
  version: number
  /** Seen to be another's: everything that follows is refused. */
  lost: boolean
}
