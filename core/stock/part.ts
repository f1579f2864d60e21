import type { OrderId } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { Center } from '../model/setup.ts'
import { type Books, holdOf } from './books.ts'
import { type Room, sizeOf } from './entry-size.ts'
import { statementOf } from './statement.ts'

/** Room that orders still to be restated are sure of. */
export interface Kept { events: number; bytes: number; orders: Map<OrderId, number> }

/**
 * The orders whose hold is restated in this entry: as many as surely fit, oldest first, because what they hold counts as free only if
 * their new statement stands in the same entry. The others are `leaving`: they come with the next.
 */
export function choosePart(books: Books, room: Room, isFirst: boolean, wants: readonly Need[], centers: readonly Pick<Center, 'id'>[]): { kept: Kept; restated: Need[]; leaving: Need[] } {
  const kept: Kept = { events: 0, bytes: 0, orders: new Map() }
  const restated: Need[] = []
  const leaving: Need[] = []
  for (const need of wants.filter(need => need.revision > holdOf(books, need.orderId).revision)) {
    const bytes = largest(need, centers)
    const fits = room.events > kept.events && (bytes <= room.bytes - kept.bytes || (isFirst && restated.length === 0))
    if (!fits || leaving.length > 0) {
      leaving.push(need)
      continue
    }
    kept.events += 1
    kept.bytes += bytes
    kept.orders.set(need.orderId, bytes)
    restated.push(need)
  }
  return { kept, restated, leaving }
}

export function letGo(kept: Kept, orderId: OrderId): void {
  kept.events -= 1
  kept.bytes -= kept.orders.get(orderId) ?? 0
  kept.orders.delete(orderId)
}

function largest(need: Need, centers: readonly Pick<Center, 'id'>[]): number {
  const longest = centers.reduce<Center['id'] | null>((found, { id }) => (id.length > (found?.length ?? 0) ? id : found), null)
  return Math.max(sizeOf({ is: 'hold', ...statementOf(need, null) }), sizeOf({ is: 'hold', ...statementOf(need, longest) }))
}
