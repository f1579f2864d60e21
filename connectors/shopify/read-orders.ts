import { createHash } from 'node:crypto'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Ref } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { type Client, shapeFault, UNEXPECTED_SHAPE } from './client.ts'
import { IDS_A_CALL, LONG_A_CALL, LONG_ORDERS_BY_ID, ORDERS_BY_ID } from './documents.ts'
import { type Found, readLists } from './id-lists.ts'
import { orderDraft, type Taking } from './map.ts'
import { isWhole, STUCK, wholeOrder } from './rest.ts'
import { Order } from './wire.ts'

const ORDER = /^gid:\/\/shopify\/Order\/\d+$/

/** A malformed id makes a whole call fail ("invalid id"): it cannot be an order of this store, and is never sent. */
export const isOrderId = (ref: Ref): boolean => ORDER.test(ref)

/** What stood at the store: the order, or in words the shape of it that we do not know. `digest` tells two readings apart that bear the same time. */
export interface ReadOrder { readonly order: OrderDraft | string; readonly digest: string }

/**
 * Whole orders by id, 250 a call: by the fitted formula a list of any length costs what its dearest order does (84 points at most), and a page of
 * 250 eleven times as much. Long ones are asked for once more in lists, with long pages: one by one, a page of wholesale orders would never end
 * in its time. One in a shape that we do not know keeps no other (I12); a ref that is not in the answer is gone.
 */
export async function readOrders(client: Client, at: Taking, refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, ReadOrder>> {
  const found = await readLists(client, ORDERS_BY_ID, IDS_A_CALL, [...new Set(refs.filter(isOrderId))], signal)
  const long = [...found].filter(([, one]) => 'node' in one && isLong(one.node)).map(([ref]) => ref)
  // What cannot be had so is paged through, beginning with what there is.
  for (const [ref, one] of await readLists(client, LONG_ORDERS_BY_ID, LONG_A_CALL, long, signal)) if ('node' in one) found.set(ref, one)
  const read = new Map<Ref, ReadOrder>()
  for (const [ref, one] of found) {
    if (!('node' in one) || one.node !== null) read.set(ref, { order: await draftOf(client, one, at, signal), digest: 'node' in one ? digestOf(one.node) : '' })
  }
  return read
}

function isLong(node: unknown): boolean {
  const { data } = Order.safeParse(node)
  return data !== undefined && !isWhole(data)
}

/** What follows the first page of an order can be of an unknown shape too, or never end: that is the order's own trouble, weather is everybody's. */
async function draftOf(client: Client, found: Found, at: Taking, signal: AbortSignal): Promise<OrderDraft | string> {
  if ('refused' in found) return found.refused
  const parsed = Order.safeParse(found.node)
  if (!parsed.success) return shapeFault(parsed.error)
  try {
    return orderDraft(await wholeOrder(client, parsed.data, signal), at, found.denied)
  } catch (error) {
    if (error instanceof VendorError && (error.code === UNEXPECTED_SHAPE || error.code === STUCK || error.kind === 'rejected')) return error.message
    throw error
  }
}

function digestOf(node: unknown): string {
  return createHash('sha256').update(JSON.stringify(node)).digest('base64url').slice(0, 8)
}
