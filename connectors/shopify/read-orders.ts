import { createHash } from 'node:crypto'
import type { OrderDraft } from '../../core/model/drafts.ts'
import type { Ref } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { type Client, shapeFault, UNEXPECTED_SHAPE } from './client.ts'
import { IDS_A_CALL, ORDERS_BY_ID } from './documents.ts'
import { orderDraft, type Taking } from './map.ts'
import { PERSONAL } from './recipient.ts'
import { wholeOrder } from './rest.ts'
import { Order } from './wire.ts'

const ORDER = /^gid:\/\/shopify\/Order\/\d+$/

/** A malformed id makes a whole call fail ("invalid id"): it cannot be an order of this store, and is never sent. */
export const isOrderId = (ref: Ref): boolean => ORDER.test(ref)

/** What stood at the store: the order, or in words the shape of it that we do not know. `digest` tells two readings apart that bear the same time. */
export interface ReadOrder { readonly order: OrderDraft | string; readonly digest: string }

/**
 * Whole orders by id, 250 a call: by the fitted formula a list of any length costs what its dearest order does (84 points at most), and a page of
 * 250 eleven times as much. One in a shape that we do not know keeps no other (I12); a ref that is not in the answer is gone.
 */
export async function readOrders(client: Client, at: Taking, refs: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, ReadOrder>> {
  const read = new Map<Ref, ReadOrder>()
  const ids = [...new Set(refs.filter(isOrderId))]
  for (let first = 0; first < ids.length; first += IDS_A_CALL) {
    const part = ids.slice(first, first + IDS_A_CALL)
    const { data, denied } = await client.read(ORDERS_BY_ID, { ids: part }, signal, PERSONAL)
    for (const [index, ref] of part.entries()) {
      const node = data.nodes[index] ?? null
      if (node !== null) read.set(ref, { order: await draftOf(client, node, at, denied, signal), digest: digestOf(node) })
    }
  }
  return read
}

/** What follows the first page of an order can be of an unknown shape too: that is the order's own trouble, weather is everybody's. */
async function draftOf(client: Client, node: unknown, at: Taking, denied: readonly string[], signal: AbortSignal): Promise<OrderDraft | string> {
  const parsed = Order.safeParse(node)
  if (!parsed.success) return shapeFault(parsed.error)
  try {
    return orderDraft(await wholeOrder(client, parsed.data, signal), at, denied)
  } catch (error) {
    if (error instanceof VendorError && error.code === UNEXPECTED_SHAPE) return error.message
    throw error
  }
}

function digestOf(node: unknown): string {
  return createHash('sha256').update(JSON.stringify(node)).digest('base64url').slice(0, 8)
}
