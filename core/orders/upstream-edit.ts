import type { OrderDraft } from '../model/drafts.ts'
import type { Line, Order } from '../model/order.ts'
import type { Person } from '../model/person.ts'
import type { Reason } from '../model/status.ts'
import { destinationOf } from './address.ts'
import { lineId, personOf, ruledOf, saidOf, tagsOf } from './born.ts'
import type { Decision } from './decision.ts'
import { isOfStock } from './derive.ts'
import { rulingOf } from './filters.ts'
import { openForOthers } from './for-us.ts'
import { type Intake, linesToShip, oursAt, skuOf } from './intake.ts'
import { judgeAddress, judgeItems, judgeOption, judgeStore, unreleased } from './judge.ts'
import { reviewed } from './reviewed.ts'
import { unitsByLocation } from './places.ts'
import { rejudged } from './reasons.ts'
import { settle } from './settle.ts'
import { hasBegun } from './states.ts'
import { chosenOption } from './mapping.ts'
import { isGone, KEPT, PERSON_CHANGED, unstartedEnded, withChange } from './upstream-end.ts'

/** A newer version of the store's order: before pick applied, the order goes through Import Review again; from pick on recorded (S5.10). */
export function applied(order: Order, draft: OrderDraft, intake: Intake): Decision {
  const lines = linesAsSaid(order, draft)
  const isHeard = isTold(order, draft)
  const isOther = isHeard && intake.personDigest !== (order.sourceDigest ?? null)
  // Rules look at what the store says anew: one that was made or changed since does not reach an order that only was read once more.
  const isNews = draft.updatedAt > (order.sourceVersion ?? 0)
  const ruling = isNews ? rulingOf(draft, intake.rules, intake.connection.connectionId) : null
  const { ruled, warnings: _warnings, othersAt: _others, ...rest } = order
  const told: Order = {
    ...rest, ...standsAgain(order, draft), ...saidOf(draft), ...(ruling ? ruledOf(ruling) : ruled && { ruled }), lines: counted(order, draft), sourceVersion: draft.updatedAt, number: draft.number,
    tags: order.edited?.includes('tags') ? order.tags : tagsOf(draft, ruling?.tags ?? ruled?.tags ?? []), totals: { total: draft.total },
  }
  if (order.shipments.some(hasBegun)) return recorded(order, told, differences(order, lines, draft, isOther ? intake.personDigest : null, intake), intake)
  // A person took the one out and the store the other: nothing of it is left, though the store's own end is still to come.
  if (lines.every(({ quantity }) => quantity === 0) && openForOthers(draft) === null) return unstartedEnded(order, { ...told, lines }, 'nothing_to_ship', intake)

  const chosen = chosenOption(told)
  const option = judgeOption({ method: draft.method, connectionId: order.connectionId }, chosen, intake.around.options)
  // A mended address stands until the store says another; a store that hides it later takes nothing away.
  const judgesAddress = isOther || (!isHeard && order.sealed === null)
  const reasons = rejudged(order.reasons.filter(one => !isGone(one)), {
    items: judgeItems(lines, intake.around), option: option.reasons, store: unreleased(judgeStore(draft, intake.connection.importWhen, intake.now, lines), order),
    ...(ruling && { rules: unreleased(ruling.holds, order) }), ...(judgesAddress && { address: judgeAddress(draft.recipient, draft.hidden) }),
  })
  const next: Order = {
    ...told, lines, reasons, method: draft.method, shipOptionId: option.shipOptionId,
    ...(isOther && { sourceDigest: intake.personDigest, destination: destinationOf(draft.recipient) }),
  }
  const changed = changedFields(order, next, isOther)
  return changed.length > 0 ? again(order, next, changed, isOther ? personOf(draft) : undefined, intake) : onlySeen(order, told, intake)
}

/** Whether the store says anew who it goes to. What it hides in part says nothing of a recipient that is complete here: a later hiding takes nothing away. */
function isTold(order: Order, { recipient, hidden = [] }: OrderDraft): boolean {
  if (recipient === null || recipient === 'redacted') return false
  const isPartial = hidden.includes('name') || hidden.includes('address')
  return !isPartial || order.sealed === null || order.reasons.some(({ code }) => code === 'person_data_missing')
}

/**
 * A later version that stands open again: what was taken for its end was none, or was undone, so the store counts it once more. Only a later
 * one says so: one that was read before the end and comes after it must not make its units known again.
 */
export const standsAgain = (order: Order, draft: OrderDraft): Partial<Pick<Order, 'upstreamEnded'>> =>
  (order.upstreamEnded && draft.updatedAt > (order.sourceVersion ?? 0) ? { upstreamEnded: false } : {})

/** Ours: what is still open at the store, and what left in fulfillments of ours. A line that the store no longer has stays, with 0. */
function linesAsSaid(order: Order, draft: OrderDraft): Line[] {
  const rows = new Map(linesToShip(draft).map(row => [row.externalId, row]))
  const ours = oursAt(draft, order)
  const kept = order.lines.map((line): Line => {
    if (line.externalId === null) return line
    const row = rows.get(line.externalId)
    const said = (row?.quantity ?? 0) + (ours.get(line.externalId) ?? 0)
    const { editedFrom, ...rest } = line
    const edit = editedFrom !== undefined && editedFrom === said ? { quantity: line.quantity, editedFrom, atStore: said } : { quantity: said, atStore: said }
    return row ? { ...rest, sku: skuOf(row.sku) ?? line.sku, name: row.name, parts: row.parts, ...edit } : { ...rest, parts: [], ...edit }
  })
  const known = new Set(order.lines.map(({ externalId }) => externalId))
  const added = [...rows.values()].filter(({ externalId }) => !known.has(externalId)).map((row, at): Line =>
    ({ id: lineId(order, order.lines.length + at + 1), externalId: row.externalId, sku: skuOf(row.sku), name: row.name, quantity: row.quantity, atStore: row.quantity, parts: row.parts }))
  return [...kept, ...added]
}

/** The lines as they are, with what the store counts of each and where it stands open. */
export function counted(order: Order, draft: OrderDraft): Line[] {
  const said = new Map(linesAsSaid(order, draft).map(line => [line.id, line]))
  return order.lines.map((line): Line => {
    const { atStore, parts } = said.get(line.id) ?? {}
    return atStore === undefined || parts === undefined ? line : { ...line, atStore, parts }
  })
}

/** Names of the fields whose change sends the order through Import Review; empty where only its looks changed. */
function changedFields(order: Order, next: Order, isOtherPerson: boolean): string[] {
  // In whatever order: each reading judges other grounds anew.
  const held = (reasons: readonly Reason[]) => JSON.stringify(reasons.filter(reason => !isOfStock(reason)).map(({ code, subject = '' }) => `${code} ${subject}`).toSorted())
  const sold = (lines: readonly Line[]) => JSON.stringify(lines.map(({ id, sku, quantity, parts }) => [id, sku, quantity, unitsByLocation(parts)]))
  const fields: [string, boolean][] = [
    ['lines', sold(order.lines) !== sold(next.lines)], ['recipient', isOtherPerson], ['method', order.method !== next.method],
    ['shipOption', order.shipOptionId !== next.shipOptionId], ['reasons', held(order.reasons) !== held(next.reasons)],
  ]
  return fields.filter(([, isChanged]) => isChanged).map(([name]) => name)
}

function again(order: Order, next: Order, changed: string[], person: Person | null | undefined, intake: Intake): Decision {
  return reviewed(order, next, intake, { code: 'edited', note: { kind: 'order.edited', changed }, ...(person !== undefined && { person }) })
}

function onlySeen(order: Order, told: Order, intake: Intake): Decision {
  const looks = ({ number, tags, totals }: Order) => JSON.stringify({ number, tags, totals })
  if (looks(order) !== looks(told)) return settle(order, told, intake, { code: 'updated', note: { kind: 'order.updated', changed: ['number', 'tags', 'totals'] } })
  // The version alone is kept, so that a late older draft cannot pass for news.
  const seen = ({ sourceVersion, lines, upstreamEnded, scheduledFor = null, warnings = [] }: Order) => JSON.stringify({ sourceVersion, lines, upstreamEnded, scheduledFor, warnings })
  const isSame = seen(order) === seen(told)
  return isSame ? { is: 'same', code: 'same_content' } : settle(order, told, intake, { code: 'same_content', note: null })
}

/** In words and without personal data; the same change said again is the same words. */
function differences(order: Order, lines: readonly Line[], draft: OrderDraft, otherPerson: string | null, { now, connection }: Intake): readonly string[] {
  const ofLines = lines.flatMap((line, at) => {
    const before = order.lines[at]
    if (!before) return [`The store added line ${at + 1}: ${line.quantity} × ${line.sku ?? 'an item without SKU'}.`]
    const quantity = before.quantity === line.quantity ? [] : [`The store changed line ${at + 1} from ${before.quantity} to ${line.quantity}.`]
    return before.sku === line.sku ? quantity : [...quantity, `The store changed the SKU of line ${at + 1} to ${line.sku}.`]
  })
  const found: string[] = []
  if (otherPerson !== null) found.push(`${PERSON_CHANGED} (${otherPerson.slice(0, 8)}).`)
  if (order.method !== draft.method) found.push(`The store changed the method to “${draft.method ?? ''}”.`)
  // A refund for what came back is no news once it left.
  if (draft.payment !== 'paid' && connection.importWhen === 'paid' && order.shipments.some(({ status }) => status === 'processing')) found.push('The store does not say any more that it is paid.')
  if (draft.upstreamHold) found.push(`The store holds the order: ${draft.upstreamHold.reason}.`)
  if (draft.scheduledFor !== null && draft.scheduledFor > now) found.push(`The store wants it shipped from ${new Date(draft.scheduledFor).toISOString().slice(0, 10)} on.`)
  if (draft.fraudRisk) found.push(`The store rates it as a risk of fraud: it recommends to ${draft.fraudRisk}.`)
  return atMost([...found, ...ofLines])
}

/** No more than are kept: what was dropped would be news at every reading. */
const atMost = (found: readonly string[]): readonly string[] =>
  (found.length <= KEPT ? found : [...found.slice(0, KEPT - 1), `The store made ${found.length - KEPT + 1} more changes.`])

function recorded(order: Order, told: Order, found: readonly string[], intake: Intake): Decision {
  const ignoredChanges = found.reduce((changes, what) => withChange({ ignoredChanges: changes }, what, intake.now), order.ignoredChanges)
  if (ignoredChanges === order.ignoredChanges) return onlySeen(order, told, intake)
  return settle(order, { ...told, ignoredChanges }, intake, {
    code: 'recorded', note: { kind: 'order.store_change_ignored', changed: ['ignoredChanges'], detail: { changes: found.length } },
  })
}
