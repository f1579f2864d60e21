import { badRequest } from './failures.ts'

/** Arguments of a connection. */
export interface PageArguments { readonly first?: number | null; readonly after?: string | null; readonly reverse?: boolean | null }

/** Where something stands in its list. */
export interface Place { readonly value: number; readonly id: number }
export interface Placed<T> extends Place { readonly node: T }

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[]
  readonly nodes: readonly T[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly startCursor: string | null; readonly endCursor: string | null }
}

/** Largest page. */
const MOST = 250

/** Opaque to clients; what is inside is Shopify's own form. */
export function cursorOf({ value, id }: Place): string {
  return Buffer.from(JSON.stringify({ last_id: id, last_value: value })).toString('base64')
}

/** The place that a cursor names, null where there is no cursor. */
export function placeOf(cursor: string | null | undefined): Place | null {
  if (cursor === null || cursor === undefined) return null
  try {
    const { last_id: id, last_value: value } = JSON.parse(Buffer.from(cursor, 'base64').toString()) as Record<string, unknown>
    if (typeof id === 'number' && typeof value === 'number') return { id, value }
  } catch {
    // Falls through: a cursor that is not ours.
  }
  throw badRequest('Invalid cursor for current pagination sort.')
}

/** How deep a list can be paged (docs/api/usage/limits). In what words more is refused was not observed. */
const MOST_DEEP = 25_000

/** What is left of a list in order, behind what was read of it. */
export function* unread<T>(list: Iterable<T>, isRead: (one: T) => boolean): Generator<T, undefined> {
  let read = 0
  for (const one of list) {
    if (!isRead(one)) yield one
    else if ((read += 1) >= MOST_DEEP) throw badRequest(`Pagination is limited to the first ${MOST_DEEP} objects.`)
  }
}

/** How many are wanted. Shopify wants to be told. */
export function sizeOf(args: PageArguments): number {
  const { first } = args
  if (first === null || first === undefined) throw badRequest('you must provide one of first or last')
  if (first < 0) throw badRequest('first must be a non-negative integer')
  if (first > MOST) throw badRequest(`first cannot exceed ${MOST}`)
  return first
}

/** A page of what comes in order, from after the cursor on. `items` begins at the first that may be shown. */
export function connection<T>(items: Iterable<Placed<T>>, args: PageArguments): Connection<T> {
  const size = sizeOf(args)
  const taken: Placed<T>[] = []
  let hasNextPage = false
  for (const item of items) {
    hasNextPage = taken.length === size
    if (hasNextPage) break
    taken.push(item)
  }
  const [first] = taken
  const last = taken.at(-1)
  return {
    edges: taken.map((item) => ({ cursor: cursorOf(item), node: item.node })),
    nodes: taken.map(({ node }) => node),
    pageInfo: {
      hasNextPage,
      hasPreviousPage: args.after !== null && args.after !== undefined,
      startCursor: first ? cursorOf(first) : null,
      endCursor: last ? cursorOf(last) : null,
    },
  }
}

/** A page of a list that stands in memory in ascending order of id. */
export function pageOfList<T extends { readonly id: number }>(list: readonly T[], args: PageArguments): Connection<T> {
  const place = placeOf(args.after)
  const inOrder = args.reverse ? list.toReversed() : list
  const rest = place === null ? inOrder : inOrder.filter(({ id }) => (args.reverse ? id < place.id : id > place.id))
  return connection(rest.values().map((item) => ({ id: item.id, value: item.id, node: item })), args)
}
