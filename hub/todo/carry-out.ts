import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Order, Todo } from '../../core/model/order.ts'
import type { Listed, Stored } from '../../core/ports/store.ts'
import type { CallEffects } from '../calls/effects.ts'
import { change } from '../change.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'
import { failures } from '../lanes/backoff.ts'
import { earlier } from '../lanes/lanes.ts'
import { queueCall } from './queue-call.ts'
import { addTask } from './add-task.ts'
import { linkNumber } from './link-number.ts'

/** What carrying out needs of others; put together by app. */
export interface TodoEffects {
  calls: CallEffects
  /** Scans that came before their number was known (hub/tracking). Repeatable. */
  applyEarlyScans(hub: Hub, carrier: string, trackingNumber: string): Promise<void>
}

type Kind = Todo['is']
type Of<K extends Kind> = Extract<Todo, { is: K }>
type Carrying = { readonly [K in Exclude<Kind, 'want' | 'shipped'>]: (hub: Hub, order: Stored<'orders'>, todo: Of<K>, effects: TodoEffects) => Promise<void> }

/** Each is nothing the second time. `want` and `shipped` are the stock turn's. */
const CARRY: Carrying = {
  note: async (hub, order, { kind, version, at, actor, changed, detail }) => {
    await appendNotes(hub, order.merchantId, [{ subject: `order:${order.id}`, subjectVersion: version, kind, at, actor, changed, detail }])
  },
  link: async (hub, order, todo, effects) => {
    await linkNumber(hub, order, todo)
    await effects.applyEarlyScans(hub, todo.carrier, todo.trackingNumber)
  },
  call: async (hub, order, todo, effects) => queueCall(hub, order, todo, effects.calls),
  task: async (hub, order, todo) => addTask(hub, order, todo),
}

const PAGE = 50

/**
 * Carries out what the merchant's orders have to have done, under keys that follow from order, version and effect, and then clears it
 * from the order. A death anywhere leaves it to be found again. An order whose work fails is put off with jitter, and no other
 * waits for it (I12). At least one, and no more after `deadline`; answers when it is due next.
 */
export async function carryOut(hub: Hub, merchantId: MerchantId, deadline: Instant, effects: TodoEffects): Promise<Instant | null> {
  const failing = failures(hub, 1_000, 300_000)
  const again: Stored<'orders'>[] = []
  let next: Instant | null = null
  let worked = 0
  const isLate = (): boolean => worked > 0 && hub.clock.now() >= deadline
  const work = async (order: Stored<'orders'>): Promise<void> => {
    worked += 1
    if (await carryOrder(hub, order, effects)) failing.went(order.id)
    else next = earlier(next, failing.failed(order.id))
  }
  let after: string | null = null
  do {
    const page: Listed<Stored<'orders'>> = await hub.store.list('ordersWithTodo', { merchantId, hasTodo: 1 }, { limit: PAGE, after })
    for (const order of page.items) {
      if (!order.todo.some(isOurs)) continue
      const waits = failing.until(order.id)
      if (waits !== null) next = earlier(next, waits)
      // What failed before comes last, or a few that always fail would take every turn.
      else if (failing.tries(order.id) > 0) again.push(order)
      else if (isLate()) next = hub.clock.now()
      else await work(order)
    }
    after = page.next
  } while (after !== null && !isLate())
  if (after !== null) next = hub.clock.now()
  // One of them in every turn, however many others come.
  for (const [index, order] of again.entries()) {
    if (index > 0 && isLate()) return hub.clock.now()
    await work(order)
  }
  return next
}

const isOurs = (todo: Todo): boolean => todo.is !== 'want' && todo.is !== 'shipped'
const keyOf = (todo: Todo): string => JSON.stringify(todo)

/** False where something of it is left to be tried again. */
async function carryOrder(hub: Hub, order: Stored<'orders'>, effects: TodoEffects): Promise<boolean> {
  const done = new Set<string>()
  const failed = new Set<Kind>()
  for (const todo of order.todo.filter(isOurs)) {
    // What one kind has to do happens in its order; what another kind has to do need not wait for it (I13).
    if (failed.has(todo.is)) continue
    try {
      await carry(hub, order, todo, effects)
      done.add(keyOf(todo))
    } catch (error) {
      failed.add(todo.is)
      hub.log.error('todo_failed', { orderId: order.id, merchantId: order.merchantId, todo: todo.is, error })
    }
  }
  try {
    if (done.size > 0) await change(hub, order.merchantId, order.id, (now) => without(now, done))
  } catch (error) {
    hub.log.error('todo_not_cleared', { orderId: order.id, merchantId: order.merchantId, error })
    return false
  }
  return failed.size === 0
}

async function carry(hub: Hub, order: Stored<'orders'>, todo: Todo, effects: TodoEffects): Promise<void> {
  switch (todo.is) {
    case 'note': return CARRY.note(hub, order, todo, effects)
    case 'link': return CARRY.link(hub, order, todo, effects)
    case 'call': return CARRY.call(hub, order, todo, effects)
    case 'task': return CARRY.task(hub, order, todo, effects)
    case 'want': case 'shipped': return
  }
}

function without(order: Order, done: ReadonlySet<string>): { is: 'changed'; order: Order; code: string } | { is: 'same'; code: string } {
  const todo = order.todo.filter((one) => !done.has(keyOf(one)))
  return todo.length === order.todo.length ? { is: 'same', code: 'carried_out' } : { is: 'changed', order: { ...order, todo }, code: 'carried_out' }
}
