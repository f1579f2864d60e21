import { createHash } from 'node:crypto'

/** For `@idempotent`: the same content, the same key, in any process; other content, another key (a key with other parameters is refused). In the form of a uuid. */
export function keyOf(content: unknown): string {
  const hex = createHash('sha256').update(JSON.stringify(content)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
