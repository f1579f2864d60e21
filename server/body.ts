import { Problem } from './problem.ts'

/** Bodies at doors and API (INTERFACES, Limits). */
export const BODY_BYTES = 2 * 1024 * 1024
const DEPTH = 64
const ITEMS = 1_000
const BRACES = { open: new Set([0x5b, 0x7b]), close: new Set([0x5d, 0x7d]) }
const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const SQUARE = 0x5b

/** JSON of strangers: valid UTF-8, no deeper than 64, no list longer than 1,000, no key that reaches a prototype. */
export function parseBody(bytes: Uint8Array): unknown {
  measure(bytes)
  const value = parse(textOf(bytes))
  refusePrototypes(value)
  return value
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new Problem('bad_json', 'The body is not valid UTF-8.', { cause: String((error as { code?: string }).code ?? '') })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own words quote the body, which may hold personal data.
    throw new Problem('bad_json', 'The body is not valid JSON: check quotes, commas and brackets.')
  }
}

/** Counted over the bytes before anything is built from them. */
function measure(bytes: Uint8Array): void {
  const items: number[] = []
  let inText = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (inText) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (BRACES.open.has(byte)) {
      items.push(byte === SQUARE ? 1 : Number.NEGATIVE_INFINITY)
      if (items.length > DEPTH) throw new Problem('bad_json', `The body is nested deeper than ${DEPTH}.`)
    } else if (BRACES.close.has(byte)) items.pop()
    else if (byte === COMMA && items.length > 0) count(items)
  }
}

function count(items: number[]): void {
  const seen = (items.at(-1) ?? 0) + 1
  if (seen > ITEMS) throw new Problem('bad_json', `A list in the body is longer than ${ITEMS}: send it in parts.`)
  items[items.length - 1] = seen
}

function refusePrototypes(root: unknown): void {
  const left = [root]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__' || (key === 'constructor' && typeof inner === 'object')) throw new Problem('bad_json', 'The body has a key that is not allowed.')
      left.push(inner)
    }
  }
}
