import type { CenterId, MerchantId, OrderId, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Allocation } from '../../core/model/need.ts'
import type { Hold, JournalEntry, StockCommand } from '../../core/model/stock.ts'
import type { Context, Decision } from '../../core/orders/decision.ts'
import type { edit } from '../../core/orders/edit.ts'
import { blank, firstShipment, lineId } from '../../core/orders/born.ts'
import { move } from '../../core/orders/moves.ts'
import { settle } from '../../core/orders/settle.ts'

// What the states of the stock model are made of, and how its two orders are looked at.
export type Step = readonly [label: string, state: State]
/** Everything is a number: an index into a table of values seen. */
export interface State {
  crash: number
  acts: number
  head: number
  gained: number
  entry: number
  row: number
  holds: readonly [number, number]
  orders: readonly [number, number]
  commands: number
  workers: readonly [number, number]
}

export type Put = { allocation: Allocation } | { recall: { orderId: OrderId; revision: number } }
export interface After { puts: Put[]; handles: boolean }
/** Where a worker is: `seq` is what it decided from (insert) or works on; `pass` what it decided, `after` what it still has to put on orders; -1 for nothing. */
export interface Worker { at: 'idle' | 'insert' | 'rows' | 'hold O' | 'hold N' | 'commands' | 'head' | 'put'; seq: number; pass: number; after: number }
export interface Pass { entry: Pick<JournalEntry, 'events' | 'results' | 'gained'>; after: After; isNothing: boolean; write: boolean }

export const MERCHANT = 'm' as MerchantId
export const SKU = 'S' as Sku
export const CENTER = 'C' as CenterId
export const NAMES = ['O', 'N'] as const
export const CONTEXT: Context = { now: 0, actor: { is: 'system', name: 'model' }, commandKey: null }
export const MERCHANT_CONTEXT: Context = { ...CONTEXT, actor: { is: 'token', id: 't', role: 'administrator', merchantId: null, centers: null, scopes: [] } }
export const AROUND = { options: { methods: new Map(), activeOptions: new Set(['o']) }, products: null, twice: new Set() } as unknown as Parameters<typeof edit>[3]
export const ACT = { arrive: 1, cancel: 2, edit: 4, pickO: 8, pickN: 16, fact0: 32, fact1: 64 }

export const changed = (decision: Decision): Order | null => (decision.is === 'changed' ? decision.order : null)
export const replaced = (pair: readonly [number, number], at: 0 | 1, value: number): readonly [number, number] => (at === 0 ? [value, pair[1]] : [pair[0], value])
export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
export const units = (hold: Hold | null): number => sum((hold?.lines ?? []).map(line => line.quantity))
export const wants = (order: Order): number => sum(order.shipments.flatMap(shipment => shipment.lines.map(line => line.quantity)))

export function picked(order: Order): Decision {
  if (!order.shipments.every(shipment => shipment.status === 'processing' && shipment.subStatus === null)) return { is: 'same', code: 'not_ready' }
  return settle(order, { ...order, shipments: order.shipments.map(shipment => move(shipment, 'processing/pick_in_process')) }, CONTEXT, { code: 'picked', note: null })
}

export function asked(fact: { counted: number } | { received: number }, at: number): StockCommand {
  const does: StockCommand['does'] = 'counted' in fact
    ? { is: 'counted', sku: SKU, centerId: CENTER, quantity: fact.counted, asOf: 0 }
    : { is: 'received', sku: SKU, centerId: CENTER, delta: fact.received, at: 0 }
  return { id: `f${at}`, merchantId: MERCHANT, version: 0, askedAt: at, does, state: 'pending', result: null, seq: null }
}

export const plain = (order: Order): Order => ({
  ...order, version: 0, updatedAt: 0, commands: [], cancelRequest: null, edited: [], holdKind: null, todo: order.todo.filter(todo => todo.is === 'want'),
})
export const born = (at: number): Order => {
  const empty = blank({ id: NAMES[at]! as string as OrderId, merchantId: MERCHANT, number: '1', channel: 'api', connectionId: null, purchasedAt: at }, 0)
  const order: Order = { ...empty, shipOptionId: 'o' as ShipOptionId, lines: [{ id: lineId(empty, 1), externalId: null, sku: SKU, name: 'x', quantity: 2, parts: [] }] }
  return plain(changed(settle(empty, { ...order, shipments: [firstShipment(order, [])] }, CONTEXT, { code: 'made', note: null, want: 'always' })) ?? order)
}
