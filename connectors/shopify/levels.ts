import type { Level, NoLevel } from '../../core/model/drafts.ts'
import type { Cursor, Instant, Ref } from '../../core/model/ids.ts'
import { type Host, type LevelSource, type Page, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { type ItemLevels, LevelAt, LEVELS_A_PAGE, LEVELS_BY_ID, LEVELS_PAGE, levelsAt, LOCATIONS_A_CALL, MORE_LEVELS } from './documents.ts'
import { levelDraft, quantityDraft } from './map.ts'
import { all, stuck } from './rest.ts'

/** nodes(ids:) takes at most 250 (docs/api/usage/limits), and costs one node however many there are (A5). */
const IDS = 250
const ITEM = /^gid:\/\/shopify\/InventoryItem\/\d+$/
const LEVEL = /^gid:\/\/shopify\/InventoryLevel\/\d+\?inventory_item_id=\d+$/

export function levelsOf(client: Client, host: Host): LevelSource {
  return {
    batch: IDS,
    page: (cursor, _from, signal) => page(client, host, cursor, signal),
    get: (refs, signal) => get(client, host, refs, signal),
    of: (items, locations, signal) => of(client, host, items, locations, signal),
  }
}

/**
 * `at` is the time before the answer: a number is never believed to be younger than it is. A level of an item that is not tracked is
 * none: it can be set, and the store sells on all the same (A4). An item that was deleted is null.
 */
async function of(client: Client, host: Host, items: readonly Ref[], locations: readonly Ref[], signal: AbortSignal): Promise<(Level | NoLevel)[]> {
  const levels: (Level | NoLevel)[] = []
  for (const places of slices(locations, LOCATIONS_A_CALL)) {
    const asked = levelsAt(places)
    const variables = Object.fromEntries(places.map((place, index) => [`at${index}`, place]))
    for (const ids of slices(items.filter((item) => ITEM.test(item)), IDS)) {
      const at = host.now()
      const { data } = await client.read(asked, { ids, ...variables }, signal)
      for (const [index, item] of ids.entries()) levels.push(...ofItem(asked.name, item, data.nodes[index] ?? null, places, at))
    }
  }
  return levels
}

function ofItem(name: string, item: Ref, node: ItemLevels | null, places: readonly Ref[], at: Instant): (Level | NoLevel)[] {
  const lacks = node === null ? 'item_gone' : 'not_tracked'
  if (!node?.tracked) return places.map((location) => ({ item, location, lacks, at }))
  return places.flatMap((place, index) => {
    const level = LevelAt.safeParse(node[`at${index}`] ?? null)
    if (!level.success) throw new VendorError('malformed', 'yes', `${name}: a level of an unexpected shape`, { code: 'unexpected_shape' })
    return (level.data && quantityDraft(item, place, level.data.quantities, at)) ?? []
  })
}

async function page(client: Client, host: Host, cursor: Cursor | null, signal: AbortSignal): Promise<Page<Level>> {
  const after = cursor || null
  const at = host.now()
  const { data } = await client.read(LEVELS_PAGE, { first: LEVELS_A_PAGE, after }, signal)
  const { nodes, pageInfo } = data.inventoryItems
  if (pageInfo.hasNextPage && (pageInfo.endCursor === null || pageInfo.endCursor === after)) throw stuck(LEVELS_PAGE.name)
  const items: Level[] = []
  for (const node of nodes) {
    const whole = await all(client, MORE_LEVELS, node.id, node.inventoryLevels, signal)
    for (const level of whole.nodes) { const draft = levelDraft(level, at); if (draft) items.push(draft) }
  }
  // After the last page the next reading begins at the first: levels have no filter by time.
  return { items, next: pageInfo.hasNextPage ? (pageInfo.endCursor ?? '') : '', more: pageInfo.hasNextPage }
}

async function get(client: Client, host: Host, refs: readonly Ref[], signal: AbortSignal): Promise<(Level | 'gone')[]> {
  const ids = refs.filter((ref) => LEVEL.test(ref))
  if (ids.length === 0) return refs.map(() => 'gone')
  const at = host.now()
  const { data } = await client.read(LEVELS_BY_ID, { ids }, signal)
  const found = new Map(ids.map((id, index) => [id, data.nodes[index] ?? null]))
  return refs.map((ref) => { const level = found.get(ref); return (level && levelDraft(level, at)) ?? 'gone' })
}

function slices<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size))
}
