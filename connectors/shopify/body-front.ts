import type { Ref } from '../../core/model/ids.ts'

/** `{"id":…,"admin_graphql_api_id":"gid://…"` and what may follow; longer than any of them, shorter than any body that is worth it. */
const LENGTH = 128
const FRONT = /^\{"id":\d{1,20},"admin_graphql_api_id":"(gid:\/\/shopify\/[A-Za-z]+\/\d{1,20})"[,}]/

/**
 * The thing that a signed body is about, where it stands at the body's very front, as Shopify writes orders (the REST order's first two
 * fields); null where it does not, and the body has to be read whole. A hint needs no more of it: the thing is read again. Reading 6 kB of an
 * order for it was a seventh of what taking in a delivery cost (docs/performance.md).
 */
export function frontOf(body: Uint8Array): Ref | null {
  const front = Buffer.from(body.buffer, body.byteOffset, Math.min(LENGTH, body.byteLength)).toString('latin1')
  return FRONT.exec(front)?.[1] ?? null
}
