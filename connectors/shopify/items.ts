import { z } from 'zod'
import type { ItemDraft } from '../../core/model/drafts.ts'
import type { Cursor, Instant, Ref } from '../../core/model/ids.ts'
import type { Host, Page, Source } from '../../core/ports/connector.ts'
import { instantOf, isoSeconds } from '../kit/times.ts'
import type { Client } from './client.ts'
import { DEEPEST, ITEMS_A_PAGE, ITEMS_BY_ID, ITEMS_PAGE } from './documents.ts'
import { digitsOf } from './ids.ts'
import { itemDraft } from './map.ts'
import { stuck } from './rest.ts'

const OVERLAP = 10 * 60_000
/**
 * `begun`: when this reading began. Pages come in the order of ids, so a change made meanwhile may lie behind us: the next reading looks from here.
 * `behind`: the last variant of the list before, where one was cut; `deep`: how many of this list lie behind.
 */
const Position = z.object({ since: z.number().nullable(), after: z.string().nullable(), begun: z.number(), behind: z.string().nullable().catch(null), deep: z.int().catch(0) })
type Position = z.infer<typeof Position>

/** Every variant once, then what changed. Items are older than `startAt` as a rule, so it does not bound them. */
export function itemsOf(client: Client, host: Host): Source<ItemDraft> {
  return { batch: ITEMS_A_PAGE, page: (cursor, _from, signal) => page(client, host.now(), cursor, signal), get: (refs, signal) => get(client, refs, signal) }
}

async function page(client: Client, now: Instant, cursor: Cursor | null, signal: AbortSignal): Promise<Page<ItemDraft>> {
  const at = positionOf(cursor) ?? { since: null, after: null, begun: now, behind: null, deep: 0 }
  const begun = at.after === null && at.behind === null ? now : at.begun
  const { data } = await client.read(ITEMS_PAGE, { first: ITEMS_A_PAGE, after: at.after, query: queryOf(at) }, signal)
  const { nodes, pageInfo } = data.productVariants
  if (pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === at.after)) throw stuck(ITEMS_PAGE.name)
  const next = pageInfo.hasNextPage ? { ...further(at, pageInfo.endCursor, digitsOf(nodes.at(-1)?.id?.split('/').at(-1))), begun } : { since: begun - OVERLAP, after: null, begun }
  return { items: nodes.map(itemDraft), next: JSON.stringify(next), more: pageInfo.hasNextPage }
}

function queryOf({ since, behind }: Position): string | null {
  return [...(since === null ? [] : [`updated_at:>='${isoSeconds(since)}'`]), ...(behind === null ? [] : [`id:>${behind}`])].join(' ') || null
}

/** Variants come in the order of their ids, so what is left of a list that gets too deep is a list of its own. */
function further(at: Position, after: string | null, last: string | null): Position {
  const deep = at.deep + ITEMS_A_PAGE
  return deep >= DEEPEST && last !== null ? { ...at, after: null, behind: last, deep: 0 } : { ...at, after, deep }
}

async function get(client: Client, refs: readonly Ref[], signal: AbortSignal): Promise<(ItemDraft | 'gone')[]> {
  const ids = refs.filter((ref) => /^gid:\/\/shopify\/InventoryItem\/\d+$/.test(ref))
  const found = ids.length === 0 ? [] : (await client.read(ITEMS_BY_ID, { ids }, signal)).data.nodes
  const items = new Map(found.flatMap((item) => (item ? [[item.id, item] as const] : [])))
  return refs.map((ref) => {
    const item = items.get(ref)
    return item ? { ref, sku: item.sku?.trim() || null, name: null, tracked: item.tracked, updatedAt: instantOf(item.updatedAt) } : 'gone'
  })
}

function positionOf(cursor: Cursor | null): Position | undefined {
  try {
    return Position.safeParse(JSON.parse(cursor ?? 'null')).data
  } catch {
    return undefined
  }
}
