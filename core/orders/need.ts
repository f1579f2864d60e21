import type { OpenPart } from '../model/drafts.ts'
import type { LineId, Sku } from '../model/ids.ts'
import type { Need } from '../model/need.ts'
import type { Order, Shipment } from '../model/order.ts'
import type { HeldLine, KnownLine } from '../model/stock.ts'
import { isOfStock } from './derive.ts'
import { countedAt, placed } from './places.ts'
import { isWaiting } from './states.ts'

/** What this order asks of the stock, as of its revision (ARCHITECTURE 2 and 3). */
export function needOf(order: Order): Need {
  return {
    orderId: order.id, version: order.version, revision: order.revision,
    wants: order.todo.some(todo => todo.is === 'want'),
    mayHold: order.reasons.every(isOfStock),
    purchasedAt: order.purchasedAt, importedAt: order.importedAt,
    fixed: fixedOf(order), wanted: wantedOf(order),
    // A center by rule or by hand comes with a later issue.
    centerId: null, pinned: false,
    known: [...knownOf(order), ...knownElsewhere(order)],
    facts: order.todo.flatMap(todo => (todo.is === 'shipped' ? [{ cause: todo.cause, centerId: todo.centerId, lines: todo.lines, at: todo.at }] : [])),
  }
}

/** Whether two needs hold, want, or are known for other units: then the revision has to be raised. */
export function needDiffers(one: Need, other: Need): boolean {
  const said = ({ mayHold, fixed, wanted, centerId, pinned, known, facts }: Need) => JSON.stringify({ mayHold, fixed, wanted, centerId, pinned, known, facts })
  return said(one) !== said(other)
}

/** A shipment that is in Processing stays where it was allocated until the order itself moves it (recall, edit, cancel). */
function fixedOf(order: Order): HeldLine[] {
  const held = new Map<string, HeldLine>()
  for (const shipment of order.shipments) {
    const { centerId, status } = shipment
    if (status !== 'processing' || centerId === null) continue
    for (const { sku, quantity } of shipment.lines) {
      const key = `${centerId}\n${sku}`
      held.set(key, { sku, centerId, quantity: (held.get(key)?.quantity ?? 0) + quantity })
    }
  }
  return [...held.values()]
}

/** Where the store that sold it means it to ship from: the order's own road says so by line, a store that it was forwarded for by SKU. */
function wantedOf(order: Order): Need['wanted'] {
  const lines = new Map(order.lines.map(line => [line.id, line]))
  const seller = order.connectionId === null ? order.links.find(({ open }) => open) : undefined
  const connectionId = order.connectionId ?? seller?.connectionId ?? null
  const partsOf = (lineId: LineId, sku: Sku): readonly OpenPart[] =>
    (seller ? (seller.open ?? []).filter(there => there.sku === sku).map(({ location, units }) => ({ work: '', location, quantity: units })) : (lines.get(lineId)?.parts ?? []))
  return order.shipments.filter(isWaiting).flatMap(shipment => shipment.lines.flatMap(({ lineId, sku, quantity }) =>
    placed(partsOf(lineId, sku), quantity).map(({ location: ref, units }) =>
      ({ sku, quantity: units, location: ref !== null && connectionId !== null ? { connectionId, ref } : null }))))
}

/**
 * Units that the store counts as sold and that stand here: no end seen there, and our telling has not begun. An order that was cancelled
 * here is among them until the store says so too: its units are free again, and the store's own count must not take them off twice.
 */
function knownOf(order: Order): KnownLine[] {
  const { connectionId } = order
  if (connectionId === null || order.upstreamEnded) return []
  const told = toldUnits(order)
  const known = new Map<string, KnownLine>()
  for (const line of order.lines) {
    const { sku } = line
    // What the store counts less, and we ship all the same, may not be set against others' units; what it counts more does not stand here.
    const units = Math.min(line.atStore ?? line.quantity, line.quantity) - (told.get(line.id) ?? 0)
    if (sku !== null) for (const at of countedAt(line.parts, units)) add(known, { connectionId, location: at.location, sku, units: at.units })
  }
  return [...known.values()]
}

/**
 * The same at a store that counts the order's units though it came by another road, once that store was read: of a SKU as many as are ours
 * and stand open there. What was not read counts as unknown: less is told to the store for a while, never more.
 */
function knownElsewhere(order: Order): KnownLine[] {
  const told = toldUnits(order)
  const ours = new Map<Sku, number>()
  for (const { id, sku, quantity } of order.lines) if (sku !== null) ours.set(sku, (ours.get(sku) ?? 0) + quantity - (told.get(id) ?? 0))
  return order.links.flatMap(({ connectionId, open }) => [...Map.groupBy(open ?? [], ({ sku }) => sku)].flatMap(([sku, there]) => {
    const parts = there.map(({ location, units }) => ({ work: '', location, quantity: units }))
    const all = parts.reduce((sum, { quantity }) => sum + quantity, 0)
    return countedAt(parts, Math.min(all, ours.get(sku) ?? 0)).map(at => ({ connectionId, location: at.location, sku, units: at.units }))
  }))
}

function add(known: Map<string, KnownLine>, line: KnownLine & { sku: Sku }): void {
  const key = `${line.location ?? ''}\n${line.sku}`
  known.set(key, { ...line, units: (known.get(key)?.units ?? 0) + line.units })
}

function toldUnits(order: Order): Map<string, number> {
  const told = new Map<string, number>()
  for (const shipment of order.shipments.filter(hasTold)) {
    for (const { lineId, quantity } of shipment.lines) told.set(lineId, (told.get(lineId) ?? 0) + quantity)
  }
  return told
}

/** A telling that began may have arrived, whatever became of it: from then on the store's own count decides. */
export const hasTold = (shipment: Shipment): boolean => shipment.pushes.some(push => push.state !== 'queued' && push.state !== 'not_applicable')
