import type { Ref } from '../../core/model/ids.ts'
import { gidOf } from './ids.ts'

/** How far into a body it is looked: the published samples name theirs in the third level at most. */
const DEEPEST = 4

/**
 * The fulfillment orders that a body of theirs names, whatever the topic and wherever they stand: `{ fulfillment_order: { id } }`,
 * `{ original_fulfillment_order, moved_fulfillment_order }`, `{ fulfillment_order_merges: { fulfillment_order }, merge_intents: [{ fulfillment_order_id }] }`.
 * By name and not by place, because locations, holds and lines have ids too, and some of them are bare numbers.
 */
export function workRefs(body: Readonly<Record<string, unknown>>): (Ref | null)[] {
  return named(body, DEEPEST)
}

function named(value: unknown, deep: number): (Ref | null)[] {
  if (typeof value !== 'object' || value === null || deep === 0) return []
  if (Array.isArray(value)) return value.flatMap((one) => named(one, deep - 1))
  return Object.entries(value).flatMap(([key, inner]) => [idAt(key, inner), ...named(inner, deep - 1)])
}

function idAt(key: string, value: unknown): Ref | null {
  if (key === 'fulfillment_order_id') return gidOf(value, 'FulfillmentOrder')
  return /(^|_)fulfillment_order$/.test(key) && typeof value === 'object' && value !== null && 'id' in value ? gidOf(value.id, 'FulfillmentOrder') : null
}
