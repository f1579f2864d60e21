/** One request as the far end logged it. */
export interface Logged {
  readonly seq: number
  /** RFC 3339 */
  readonly at: string
  readonly operation: string
  readonly kind: 'read' | 'write'
  readonly variables: unknown
  readonly outcome: string
  readonly applied: boolean
  readonly dropped: boolean
  /** What the stand-in did to it on purpose. */
  readonly fault: string | null
}

/** One level that a write sets. */
export interface LevelSet { readonly item: string; readonly location: string; readonly quantity: number }

/** Every object below `value`, itself included. */
function* objects(value: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield value as Readonly<Record<string, unknown>>
  for (const inner of Object.values(value)) yield* objects(inner)
}

/** Every text below `value`. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* texts(inner)
}

/** The levels that a request sets, however the caller named its variables. */
export function levelSets(request: Logged): LevelSet[] {
  if (!request.operation.split(',').includes('inventorySetQuantities')) return []
  return [...objects(request.variables)].flatMap(({ inventoryItemId, locationId, quantity }) =>
    typeof inventoryItemId === 'string' && typeof locationId === 'string' && typeof quantity === 'number'
      ? [{ item: numberOf(inventoryItemId), location: numberOf(locationId), quantity }]
      : [])
}

/** The fulfillment that a request makes: which lines of which fulfillment orders, under which numbers; null where it makes none. */
export function fulfillmentOf(request: Logged): { intent: string; subjects: readonly string[] } | null {
  if (!request.operation.split(',').includes('fulfillmentCreate')) return null
  const lines: string[] = []
  const subjects: string[] = []
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of objects(request.variables)) {
    if (typeof fulfillmentOrderId !== 'string') continue
    subjects.push(numberOf(fulfillmentOrderId))
    const items = Array.isArray(fulfillmentOrderLineItems) ? (fulfillmentOrderLineItems as { id: string; quantity: number }[]) : []
    lines.push(`${numberOf(fulfillmentOrderId)}(${items.map(({ id, quantity }) => `${numberOf(id)}×${quantity}`).toSorted().join(' ')})`)
  }
  return lines.length > 0 ? { intent: lines.toSorted().join(' '), subjects } : null
}

/** The ids that a request names, as numbers. */
export function named(request: Logged): ReadonlySet<string> {
  return new Set([...texts(request.variables)].flatMap((text) => [...text.matchAll(/gid:\/\/shopify\/\w+\/(\d+)(?:\?inventory_item_id=(\d+))?/g)].flatMap(([, id, item]) => [id!, ...(item ? [item] : [])])))
}

/** Whether the caller was told that nothing was done: then it may send again as it likes. */
export function surelyNotDone({ outcome, dropped, fault }: Logged): boolean {
  return !dropped && fault !== 'serverErrorAfterWrite' && fault !== 'truncated' && (outcome === 'throttled' || outcome === 'unauthorized' || outcome === 'refused')
}

/** `gid://shopify/Order/123?x=y` → `123` */
export const numberOf = (gid: string): string => /(\d+)(?:\?.*)?$/.exec(gid)?.[1] ?? gid
