import type { Ref } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import type { Ask } from './documents.ts'
import { PERSONAL } from './recipient.ts'

type Nodes = Ask<{ nodes: unknown[] }>
/** What stood at the store under an id (null: nothing), or in words why that one alone could not be read. */
export type Found = { readonly node: unknown; readonly denied: readonly string[] } | { readonly refused: string }

/** Said of what was asked and not of who asked, so that less may be answered. An unknown code is among them: "rejected". */
const OF_THE_LIST: ReadonlySet<string> = new Set(['max_cost_exceeded', 'internal_error', 'bad_request', 'rejected', 'not_found'])

/**
 * Things by id, in lists as long as the store answers: such lists were observed up to seven long (A5), 250 is only what an input may hold. One that
 * is refused is asked for in halves, and what is refused alone is that thing's own trouble. Where no answer came, a list may have been too much
 * to answer in time: a shorter one tells that from a store that is away.
 */
export async function readLists(client: Client, ask: Nodes, most: number, ids: readonly Ref[], signal: AbortSignal): Promise<Map<Ref, Found>> {
  const found = new Map<Ref, Found>()
  let [size, isSlow] = [most, false]
  for (let first = 0; first < ids.length;) {
    const part = ids.slice(first, first + size)
    const answer = await readList(client, ask, part, signal)
    if (answer instanceof VendorError) {
      const isOfList = OF_THE_LIST.has(answer.code)
      if (!isOfList && (isSlow || part.length === 1)) throw answer
      isSlow ||= !isOfList
      size = Math.ceil(part.length / (isOfList ? 2 : 4))
      if (part.length > 1) continue
    } else if (!isSlow) size = Math.min(most, 2 * size)
    for (const [index, ref] of part.entries()) found.set(ref, answer instanceof VendorError ? { refused: answer.message } : { node: answer.nodes[index] ?? null, denied: answer.denied })
    first += part.length
  }
  return found
}

async function readList(client: Client, ask: Nodes, ids: readonly Ref[], signal: AbortSignal): Promise<{ nodes: unknown[]; denied: readonly string[] } | VendorError> {
  try {
    const { data, denied } = await client.read(ask, { ids }, signal, PERSONAL)
    return { nodes: data.nodes, denied }
  } catch (error) {
    // Not ours to answer for: a token, a rate, a fault of our own.
    if (error instanceof VendorError && (OF_THE_LIST.has(error.code) || error.kind === 'unavailable')) return error
    throw error
  }
}
