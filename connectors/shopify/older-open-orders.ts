import type { Capabilities } from '../../core/ports/connector.ts'
import { isoSeconds } from '../kit/times.ts'
import type { Client } from './client.ts'
import { ORDERS_COUNT, PROBE } from './documents.ts'

/** Shown, never imported. Counted by the store, up to its own bound of 10,000. */
export function olderOpenOrders(client: Client): Capabilities['olderOpenOrders'] {
  return {
    async count(before, signal) {
      const query = `created_at:<'${isoSeconds(before)}' status:open (fulfillment_status:unfulfilled OR fulfillment_status:partial)`
      const { data } = await client.read(ORDERS_COUNT, { query }, signal)
      return data.ordersCount?.count ?? 0
    },
    /** Orders older than 60 days are shown only to apps that were granted read_all_orders (A1). */
    async daysBack(signal) {
      const { data } = await client.read(PROBE, {}, signal)
      return data.currentAppInstallation.accessScopes.some(({ handle }) => handle === 'read_all_orders') ? 120 : 60
    },
  }
}
