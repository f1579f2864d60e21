import type { Instant } from '../../core/model/ids.ts'
import type { Context } from '../../core/orders/decision.ts'
import { shipmentNews, tellingBegun, told, type ToldOutcome } from '../../core/shipping/told.ts'
import { scanNews } from '../../core/tracking/tell-scan.ts'
import type { CallEffects } from './effects.ts'

const contextAt = (now: Instant): Context => ({ now, actor: { is: 'system', name: 'calls' }, commandKey: null })

/** What calls do to orders, by core's own functions. */
export const orderEffects: CallEffects = {
  newsOf: (order, { shipmentId, key }) => shipmentNews(order, shipmentId, key),
  scanOf: (order, { shipmentId, key }) => scanNews(order, shipmentId, key),
  begun: (order, { shipmentId, key }, now) => tellingBegun(order, shipmentId, key, contextAt(now)),
  settled: (order, { shipmentId, key }, { state, code, reason, ref }, now) => {
    const outcome: ToldOutcome | null =
      state === 'not_applicable' ? { state: 'failed', code, reason: reason ?? 'a newer telling took its place', ref }
      // What waits for its handle stays `sent`.
      : state === 'sent' ? null
      : { state, code, reason, ref }
    return outcome ? told(order, shipmentId, key, outcome, contextAt(now)) : { is: 'same', code: state }
  },
}
