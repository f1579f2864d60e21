import { orderEffects } from '../hub/calls/order-effects.ts'
import { sendDueCalls } from '../hub/calls/send.ts'
import { pushDueStock } from '../hub/inventory/push.ts'
import type { LaneWork } from '../hub/lanes/work.ts'
import { drainDeliveries } from '../hub/receive/drain.ts'
import { pollDueSources } from '../hub/receive/poll.ts'
import { stockTurn } from '../hub/stock/turn.ts'
import { carryOut } from '../hub/todo/carry-out.ts'
import { applyEarlyScans } from '../hub/tracking/events.ts'
import { runJob } from '../jobs/schedule.ts'

/** What the lanes do, from everybody who does it. */
export const laneWork: LaneWork = {
  stockTurn,
  carryOut: (hub, merchantId, deadline) => carryOut(hub, merchantId, deadline, { calls: orderEffects, applyEarlyScans }),
  drainDeliveries,
  sendDueCalls: (hub, account, deadline, hold) => sendDueCalls(hub, account, deadline, orderEffects, hold),
  pollDueSources,
  pushDueStock,
  runJob,
}
