import type { CenterId, MerchantId, OrderId, Sku } from '../../core/model/ids.ts'
import type { Need } from '../../core/model/need.ts'
import type { Order } from '../../core/model/order.ts'
import type { Head, Hold, Row, StockCommand } from '../../core/model/stock.ts'
import type { Context } from '../../core/orders/decision.ts'
import { recalled } from '../../core/orders/allocated.ts'
import { needOf } from '../../core/orders/need.ts'
import { freeOf, rowId } from '../../core/stock/row.ts'
import type { Holder, Snapshot } from '../../core/stock/snapshot.ts'
import type { Hub } from '../hub.ts'
import { findAll, getAll, listAll } from './pages.ts'

/** Orders with work and commands of one pass; what is beyond them comes with the next. */
const ORDERS = 500
const COMMANDS = 500
/** SKUs whose waiting orders one pass looks for. */
const LOOKED = 200

/** A snapshot, with the orders as they were read. `looked`: SKUs of `head.gained` that this pass answers for. `isPart`: there are more orders with work, which may yet be told an older answer. */
export interface Reading { snapshot: Snapshot; orders: ReadonlyMap<OrderId, Order>; looked: ReadonlySet<Sku>; isPart: boolean }

export function stockContext(hub: Hub): Context {
  return { now: hub.clock.now(), actor: { is: 'system', name: 'stock' }, commandKey: null }
}

/**
 * Everything a pass needs, read after the head in this order: orders with a want, then waiting ones. An order that passes from one to
 * the other meanwhile is seen at least once; and no need that is read is older than a statement in the journal.
 */
export async function readSnapshot(hub: Hub, head: Head): Promise<Reading> {
  const { merchantId } = head
  const working = await listAll(hub.store, 'ordersWithStockTodo', { merchantId, hasStockTodo: 1 }, {}, ORDERS)
  const commands = await listAll(hub.store, 'stockCommandsByState', { merchantId, state: 'pending' }, {}, COMMANDS)
  const needs = working.map(needOf)
  const holds: Hold[] = await getAll(hub.store, 'holds', merchantId, needs.map(need => need.orderId))
  const gained = head.gained.slice(0, LOOKED)
  const waiting = await readWaiting(hub, merchantId, new Set([...gained, ...mayGain(commands, needs, holds)]), new Set(needs.map(need => need.orderId)))
  holds.push(...await getAll(hub.store, 'holds', merchantId, waiting.map(order => order.id)))

  const centers = await listAll(hub.store, 'everyCenter', {})
  const waitingNeeds = waiting.map(needOf)
  const rows = await getAll(hub.store, 'rows', merchantId, rowIds([...needs, ...waitingNeeds], holds, commands, gained, centers.map(center => center.id)))
  const holding = await readHolders(hub, merchantId, rows, new Set(gained))
  const known = new Set(holds.map(hold => hold.orderId))
  holds.push(...holding.holds.filter(hold => !known.has(hold.orderId)))
  return {
    snapshot: { merchantId, seq: head.seq, now: hub.clock.now(), rows, holds, commands, needs, waiting: waitingNeeds, holders: holding.holders, centers, rules: { fifo: false } },
    orders: new Map([...working, ...waiting].map(order => [order.id, order])),
    looked: new Set(gained),
    isPart: working.length === ORDERS,
  }
}

/** SKUs that may come free in this very pass: their waiting orders are asked with the others, so that the oldest has them. */
function mayGain(commands: readonly StockCommand[], needs: readonly Need[], holds: readonly Hold[]): Set<Sku> {
  const skus = new Set(commands.map(command => command.does.sku))
  const revisions = new Map(needs.map(need => [need.orderId, need.wants ? need.revision : -1]))
  for (const hold of holds) {
    if ((revisions.get(hold.orderId) ?? -1) > hold.revision) for (const { sku } of hold.lines) skus.add(sku)
  }
  return skus
}

async function readWaiting(hub: Hub, merchantId: MerchantId, skus: ReadonlySet<Sku>, but: ReadonlySet<OrderId>): Promise<Order[]> {
  const found = new Map<OrderId, Order>()
  for (const sku of skus) {
    for (const order of await findAll(hub.store, 'orders', merchantId, `short:${sku}`)) {
      if (!but.has(order.id) && order.shortOf.some(short => short.sku === sku)) found.set(order.id, order)
    }
  }
  return [...found.values()]
}

function rowIds(needs: readonly Need[], holds: readonly Hold[], commands: readonly StockCommand[], gained: readonly Sku[], centers: readonly CenterId[]): string[] {
  const skus = new Set<Sku>([...gained, ...needs.flatMap(need => [...need.wanted, ...need.fixed].map(line => line.sku))])
  const ids = new Set<string>()
  for (const sku of skus) for (const centerId of centers) ids.add(rowId(sku, centerId))
  for (const { sku, centerId } of holds.flatMap(hold => hold.lines)) ids.add(rowId(sku, centerId))
  for (const { does } of commands) ids.add(rowId(does.sku, does.centerId))
  for (const { sku, centerId } of needs.flatMap(need => need.fixed)) ids.add(rowId(sku, centerId))
  for (const { centerId, lines } of needs.flatMap(need => need.facts)) for (const { sku } of lines) ids.add(rowId(sku, centerId))
  return [...ids]
}

/** Who holds units of a row that is short: asked for SKUs that stand in `gained`, as every row that fell short does. */
async function readHolders(hub: Hub, merchantId: MerchantId, rows: readonly Row[], gained: ReadonlySet<Sku>): Promise<{ holders: Holder[]; holds: Hold[] }> {
  const short = rows.filter(row => freeOf(row) < 0 && gained.has(row.sku))
  const ids = new Set(short.map(row => row.id))
  const found = new Map<OrderId, Hold>()
  for (const sku of new Set(short.map(row => row.sku))) {
    for (const hold of await findAll(hub.store, 'holds', merchantId, `sku:${sku}`)) {
      if (hold.lines.some(line => ids.has(rowId(line.sku, line.centerId)))) found.set(hold.orderId, hold)
    }
  }
  const orders = await getAll(hub.store, 'orders', merchantId, [...found.keys()])
  const context = stockContext(hub)
  return { holds: [...found.values()], holders: orders.map(order => ({ need: needOf(order), mayRecall: recalled(order, context).is === 'changed' })) }
}
