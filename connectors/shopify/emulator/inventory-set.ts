import type { Context } from './context.ts'
import { invalidId, missingArgument } from './failures.ts'
import { gid, numberOf } from './gid.ts'
import type { Level, UserError } from './model.ts'
import type { Payload } from './once.ts'
import { quantityOf, setAvailable } from './stock.ts'
import { iso } from './world.ts'

interface QuantityInput { readonly inventoryItemId: string; readonly locationId: string; readonly quantity: number; readonly changeFromQuantity?: number | null }
export interface SetQuantitiesInput {
  readonly name: string
  readonly reason: string
  readonly referenceDocumentUri?: string | null
  readonly quantities: readonly QuantityInput[]
}

/** The reasons that the error text of INVALID_REASON lists. */
const REASONS = [
  'correction', 'cycle_count_available', 'damaged', 'movement_canceled', 'movement_created', 'movement_received', 'movement_updated', 'other',
  'promotion', 'quality_control', 'received', 'reservation_created', 'reservation_deleted', 'reservation_updated', 'restock', 'safety_stock', 'shrinkage',
]
const BILLION = 1_000_000_000

interface Target { readonly level: Level; readonly quantity: number }

/** Sets quantities, all or none: one bad line nulls the whole group, and the errors name the lines (A4). */
export function setQuantities(context: Context, input: SetQuantitiesInput): Payload {
  if (input.quantities.some((each) => !Object.hasOwn(each, 'changeFromQuantity'))) throw missingArgument('InventoryQuantityInput', 'changeFromQuantity')
  const errors = [...inputFaults(input), ...pairFaults(input), ...boundFaults(input)]
  const targets: Target[] = []
  for (const [index, each] of input.quantities.entries()) {
    const found = targetOf(context, input, each, index)
    if ('message' in found) errors.push(found)
    else targets.push(found)
  }
  if (errors.length > 0) return { inventoryAdjustmentGroup: null, userErrors: errors }
  return { inventoryAdjustmentGroup: apply(context, input, targets), userErrors: [] }
}

const fault = (field: readonly string[], code: string | null, message: string): UserError => ({ field: ['input', ...field], code, message })
const lineFault = (index: number, name: string, code: string | null, message: string): UserError => fault(['quantities', String(index), name], code, message)

function inputFaults({ name, reason, referenceDocumentUri: uri }: SetQuantitiesInput): UserError[] {
  const errors: UserError[] = []
  if (name !== 'available' && name !== 'on_hand') errors.push(fault(['name'], 'INVALID_NAME', "The quantity name must be either 'available' or 'on_hand'."))
  if (!REASONS.includes(reason)) errors.push(fault(['reason'], 'INVALID_REASON', `The specified reason is invalid. Valid values are: ${REASONS.join(', ')}.`))
  if (typeof uri === 'string' && !/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(uri)) {
    errors.push(fault(['referenceDocumentUri'], 'INVALID_REFERENCE_DOCUMENT', 'The specified reference document is invalid.'))
  }
  return errors
}

function pairFaults({ quantities }: SetQuantitiesInput): UserError[] {
  const counts = Map.groupBy(quantities, pairOf)
  return quantities.flatMap((each, index) =>
    (counts.get(pairOf(each))?.length ?? 0) > 1
      ? [lineFault(index, 'locationId', 'NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR', 'The combination of inventoryItemId and locationId must be unique.')]
      : [])
}

const pairOf = ({ inventoryItemId, locationId }: QuantityInput): string => `${inventoryItemId} ${locationId}`

function boundFaults({ quantities }: SetQuantitiesInput): UserError[] {
  return quantities.flatMap(({ quantity }, index) => {
    if (quantity > BILLION) return [lineFault(index, 'quantity', 'INVALID_QUANTITY_TOO_HIGH', "The quantity can't be higher than 1,000,000,000.")]
    if (quantity < -BILLION) return [lineFault(index, 'quantity', 'INVALID_QUANTITY_TOO_LOW', "The quantity can't be lower than -1,000,000,000.")]
    return quantity < 0 ? [lineFault(index, 'quantity', 'INVALID_QUANTITY_NEGATIVE', "The quantity can't be negative.")] : []
  })
}

function targetOf({ shop }: Context, { name }: SetQuantitiesInput, each: QuantityInput, index: number): Target | UserError {
  const [itemId, locationId] = [numberOf(each.inventoryItemId, 'InventoryItem'), numberOf(each.locationId, 'Location')]
  if (itemId === null || locationId === null) throw invalidId()
  const [item, location] = [shop.items.get(itemId), shop.locations.get(locationId)]
  if (!item) return lineFault(index, 'inventoryItemId', 'INVALID_INVENTORY_ITEM', 'The specified inventory item could not be found.')
  if (!location) return lineFault(index, 'locationId', 'INVALID_LOCATION', 'The specified location could not be found.')
  if (item.isBundle) return lineFault(index, 'inventoryItemId', 'NON_MUTABLE_INVENTORY_ITEM', 'The specified inventory item is not allowed to be adjusted via API. Example: if the inventory item is a parent bundle.')
  const level = item.levels.get(locationId)
  // The 2026-10 enum has no ITEM_NOT_STOCKED_AT_LOCATION any more, so the code is null; the text is what shops answer.
  if (!level) return lineFault(index, 'inventoryItemId', null, 'The specified inventory item is not stocked at the location.')
  const { changeFromQuantity: from } = each
  const isStale = typeof from === 'number' && from !== quantityOf(level, name)
  // The text as a shop gave it; the enum's description reads otherwise. The code decides.
  if (isStale) return lineFault(index, 'changeFromQuantity', 'CHANGE_FROM_QUANTITY_STALE', 'The changeFromQuantity argument no longer matches the persisted quantity.')
  return { level, quantity: each.quantity }
}

function apply(context: Context, { name, reason, referenceDocumentUri }: SetQuantitiesInput, targets: readonly Target[]): Record<string, unknown> {
  const { world, shop } = context
  const changes = targets.flatMap(({ level, quantity }) => {
    const delta = setAvailable(world, shop, level, name === 'on_hand' ? quantity - level.committed - level.reserved : quantity)
    // Setting one of them moves the other by the same delta (LIVE: available +5, on_hand +5).
    return delta === 0 ? [] : ['available', 'on_hand'].map((moved) => ({
      name: moved, delta, quantityAfterChange: null, item: level.item, location: level.location,
    }))
  })
  drift(context, targets)
  return {
    id: gid('InventoryAdjustmentGroup', world.id()), createdAt: iso(world.clock.now()), reason, referenceDocumentUri: referenceDocumentUri ?? null,
    changes: ({ quantityNames }: { quantityNames?: readonly string[] | null }) => changes.filter((change) => !quantityNames || quantityNames.includes(change.name)),
  }
}

/** The fault `drift`: somebody moves one of these levels by hand, right afterwards. */
function drift({ world, shop }: Context, targets: readonly Target[]): void {
  const [first, ...rest] = targets
  if (!first || !world.random.chance(world.faults.of(shop.domain).drift)) return
  const { level } = world.random.pick([first, ...rest])
  const delta = setAvailable(world, shop, level, Math.max(0, level.available + world.random.pick([-3, -2, -1, 1, 2, 3])))
  shop.drifted.push({ at: iso(world.clock.now()), item: level.item.id, location: level.location.id, delta, by: 'fault' })
}
