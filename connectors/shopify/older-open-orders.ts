import type { Capabilities } from '../../core/ports/connector.ts'
import { isoSeconds } from '../kit/times.ts'
import type { Client } from './client.ts'
import { ORDERS_COUNT } from './documents.ts'

/** Shown, never imported. Counted by the store, up to its own bound of 10,000. */
export function olderOpenOrders(client: Client): Capabilities['olderOpenOrders'] {
  return {
    async count(before, signal) {
      const query = `created_at:<'${isoSeconds(before)}' status:open (fulfillment_status:unfulfilled OR fulfillment_status:partial)`
      const { data } = await client.read(ORDERS_COUNT, { query }, signal)
      return data.ordersCount?.count ?? 0
    },
  }
}
