import type { Order } from './model.ts'
import { displayStatus } from './order-status.ts'
import { compares, type Term } from './search.ts'

/** `fulfillment_status:` knows other words than the field shows (argument's description, 2026-10). */
const FULFILLMENT_WORDS: Readonly<Record<string, readonly string[]>> = {
  unshipped: ['UNFULFILLED', 'ON_HOLD', 'SCHEDULED'],
  unfulfilled: ['UNFULFILLED', 'ON_HOLD', 'SCHEDULED', 'PARTIALLY_FULFILLED'],
  partial: ['PARTIALLY_FULFILLED'],
  shipped: ['FULFILLED'],
  fulfilled: ['FULFILLED'],
  on_hold: ['ON_HOLD'],
  scheduled: ['SCHEDULED'],
  request_declined: [],
}

const STATUS: Readonly<Record<string, (order: Order) => boolean>> = {
  open: ({ cancelledAt, closedAt }) => cancelledAt === null && closedAt === null,
  closed: ({ closedAt }) => closedAt !== null,
  cancelled: ({ cancelledAt }) => cancelledAt !== null,
  not_closed: ({ closedAt }) => closedAt === null,
  any: () => true,
}

/** Whether an order, as search knows it, meets a term; null where the field is none that is known. */
export function orderMeets(order: Order, term: Term, now: number): boolean | null {
  const { comparator, value } = term
  switch (term.field) {
    case 'updated_at': return compares(order.indexedAt ?? order.updatedAt, comparator, timeOf(value, now))
    case 'created_at':
    case 'processed_at': return compares(order.createdAt, comparator, timeOf(value, now))
    case 'id': return compares(order.id, comparator, Number(value))
    case 'name': return `#${order.number}` === value || String(order.number) === value
    case 'financial_status': return anyOf(value, (word) => order.financial === word.toUpperCase())
    case 'fulfillment_status': return anyOf(value, (word) => FULFILLMENT_WORDS[word.toLowerCase()]?.includes(displayStatus(order)) ?? false)
    case 'status': return anyOf(value, (word) => STATUS[word.toLowerCase()]?.(order) ?? true)
    case 'test': return order.test === (value === 'true')
    case 'tag': return anyOf(value, (word) => order.tags.includes(word))
    case 'tag_not': return !order.tags.includes(value)
    case 'sku': return order.lines.some(({ sku }) => sku === value)
    case 'email': return order.email === value
    case null: return text(order).includes(value.toLowerCase())
    default: return null
  }
}

/** ms of a search value: RFC 3339, the beginning of a year, month or day, or `now`. */
export function timeOf(value: string, now: number): number {
  return value === 'now' ? now : Date.parse(value)
}

function anyOf(value: string, test: (word: string) => boolean): boolean {
  return value.split(',').some((word) => test(word.trim()))
}

function text(order: Order): string {
  return [`#${order.number}`, order.email, order.note, ...order.lines.flatMap(({ sku, title }) => [sku, title])].join(' ').toLowerCase()
}
