import type { MerchantId, OrderId } from '../../core/model/ids.ts'
import type { Allocation } from '../../core/model/need.ts'
import type { Order } from '../../core/model/order.ts'
import type { Hold, StockEvent } from '../../core/model/stock.ts'
import { allocated, recalled } from '../../core/orders/allocated.ts'
import type { Context, Decision } from '../../core/orders/decision.ts'
import type { Decided } from '../../core/stock/snapshot.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { type Reading, stockContext } from './snapshot.ts'

/** Orders written side by side: enough for one flush of the store. */
const AT_ONCE = 64

/**
 * Puts what was decided on the orders: answers where the revision is still the one decided on, recalls where it is the one that was
 * seen, and takes off the facts that stand in the journal. Answers how many orders changed by it.
 */
export async function putResults(hub: Hub, merchantId: MerchantId, reading: Reading, decided: Decided): Promise<number> {
  const context = stockContext(hub)
  const entered = enteredFacts(reading.snapshot.holds, decided.events)
  const answers = new Map([...decided.settled, ...decided.allocated].map(answer => [answer.orderId, answer]))
  const recalls = new Map(decided.recalls.map(recall => [recall.orderId, recall]))
  const facts = reading.snapshot.needs.filter(need => need.facts.some(fact => entered.has(fact.cause))).map(need => need.orderId)
  const ids = new Set<OrderId>([...[...answers.values()].filter(answer => isNews(answer, reading)).map(answer => answer.orderId), ...facts, ...recalls.keys()])
  const changes = await inParts([...ids], async (orderId) => change(hub, merchantId, orderId, (order) => {
    const recall = recalls.get(orderId)
    if (recall) return order.revision === recall.revision ? recalled(order, context) : { is: 'same', code: 'moved_on' }
    return answered(order, answers.get(orderId) ?? null, entered, context)
  }))
  return changes.filter(changed => changed.is === 'changed').length
}

function enteredFacts(holds: readonly Hold[], events: readonly StockEvent[]): Set<string> {
  return new Set([...holds.flatMap(hold => hold.facts), ...events.flatMap(event => (event.is === 'shipped' ? [event.cause] : []))])
}

/** An order that waits and lacks what it lacked is not written again. */
function isNews(answer: Allocation, { orders, snapshot }: Reading): boolean {
  const order = orders.get(answer.orderId)
  const isWaiting = snapshot.waiting.some(need => need.orderId === answer.orderId)
  return !isWaiting || answer.centerId !== null || JSON.stringify(order?.shortOf) !== JSON.stringify(answer.short)
}

function answered(order: Order, answer: Allocation | null, entered: ReadonlySet<string>, context: Context): Decision {
  const decision: Decision = answer ? allocated(order, answer, context) : { is: 'same', code: 'fact_entered' }
  const after = decision.is === 'changed' ? decision.order : order
  const todo = after.todo.filter(entry => entry.is !== 'shipped' || !entered.has(entry.cause))
  return todo.length === after.todo.length ? decision : { is: 'changed', code: decision.code, order: { ...after, todo } }
}

async function inParts<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) results.push(...await Promise.all(items.slice(at, at + AT_ONCE).map(run)))
  return results
}
