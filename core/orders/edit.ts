import type { LineId, ShipOptionId } from '../model/ids.ts'
import type { Line, Order } from '../model/order.ts'
import type { Person, Recipient } from '../model/person.ts'
import type { Context, Decision } from './decision.ts'
import { destinationOf } from './address.ts'
import { skuOf } from './intake.ts'
import { judgeAddress, judgeItems, judgeOption, type Surroundings } from './judge.ts'
import { chosenOption } from './mapping.ts'
import { forbidden, fulfillmentStarted } from './permitted.ts'
import { rejudged } from './reasons.ts'
import { reviewed } from './reviewed.ts'
import { isOver, repeated, settle } from './settle.ts'
import { hasBegun } from './states.ts'

/** Fields that are given are changed; a line's SKU can be given where the store gave none. */
export interface OrderEdit {
  recipient?: Partial<Recipient>
  shipOptionId?: ShipOptionId
  tags?: string[]
  lines?: { id: LineId; quantity?: number; sku?: string }[]
}

/** S2.23: editable until picking begins. `person`: the sealed part, opened. Tags can always be changed, until the order is over. */
export function edit(order: Order, input: OrderEdit, person: Person | null, around: Surroundings, context: Context): Decision {
  const done = repeated(order, context)
  if (done) return done
  if (isOnlyTags(input) && !isOver(order)) return tagged(order, input.tags ?? order.tags, context)
  const refused = forbidden(order, 'import_review', context)
  if (refused) return refused
  if (input.lines && order.shipments.some(hasBegun)) return fulfillmentStarted(order)
  const lines = editedLines(order, input)
  if (!Array.isArray(lines)) return lines

  const recipient = input.recipient && ({ ...EMPTY, ...person?.recipient, ...input.recipient } satisfies Recipient)
  const choice = input.shipOptionId ?? chosenOption(order)
  const option = judgeOption(order, choice, around.options)
  const next: Order = {
    ...order, lines, shipOptionId: option.shipOptionId, edited: marks(order, input),
    tags: input.tags ?? order.tags, ...(recipient && { destination: destinationOf(recipient) }),
    reasons: rejudged(order.reasons, { items: judgeItems(lines, around), option: option.reasons, ...(recipient && { address: judgeAddress(recipient) }) }),
  }
  const changed = Object.keys(input)
  return reviewed(order, next, context, {
    code: 'edited', note: { kind: 'order.edited', changed },
    ...(recipient && { person: { ...person, recipient } }),
  })
}

const EMPTY: Recipient = { name: '', address1: '', city: '', country: '' }

const isOnlyTags = ({ tags, ...others }: OrderEdit): boolean => tags !== undefined && Object.keys(others).length === 0

function tagged(order: Order, tags: string[], context: Context): Decision {
  return settle(order, { ...order, tags, edited: marks(order, { tags }) }, context, { code: 'edited', note: { kind: 'order.edited', changed: ['tags'] } })
}

function marks(order: Order, input: OrderEdit): NonNullable<Order['edited']> {
  const marked = new Set(order.edited)
  if (input.tags) marked.add('tags')
  if (input.shipOptionId) marked.add('shipOption')
  return [...marked]
}

function editedLines(order: Order, input: OrderEdit): Line[] | Decision {
  const edits = new Map(input.lines?.map(line => [line.id, line]))
  const strangers = [...edits.keys()].filter(id => !order.lines.some(line => line.id === id))
  if (strangers.length > 0) return { is: 'refused', code: 'unknown_line', message: `The order has no line ${strangers.join(', ')}.` }
  const settled = order.lines.filter(({ id, sku }) => edits.get(id)?.sku !== undefined && sku !== null && edits.get(id)?.sku?.trim() !== sku)
  if (settled.length > 0) return { is: 'refused', code: 'sku_is_the_stores', message: 'The store says which SKU this line is: change it there, or take the line out.' }
  const lines = order.lines.map(line => editedLine(line, edits.get(line.id)))
  return lines.some(({ quantity }) => quantity > 0) ? lines : { is: 'refused', code: 'nothing_to_ship', message: 'Nothing would be left to ship: cancel the order instead.' }
}

function editedLine(line: Line, to: { quantity?: number; sku?: string } | undefined): Line {
  if (!to) return line
  const quantity = to.quantity ?? line.quantity
  const isOther = quantity !== line.quantity
  return { ...line, quantity, sku: to.sku === undefined ? line.sku : skuOf(to.sku), ...(isOther && { editedFrom: line.editedFrom ?? line.quantity }) }
}
