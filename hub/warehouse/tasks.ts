import type { Actor } from '../../core/model/actor.ts'
import type { CenterId, MerchantId } from '../../core/model/ids.ts'
import type { Recipient } from '../../core/model/person.ts'
import type { ShipOption } from '../../core/model/setup.ts'
import type { Shipment } from '../../core/model/order.ts'
import type { Task } from '../../core/model/work.ts'
import { BadCursor, type Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { personOfOrder } from '../orders/view.ts'
import { centersOf, mayWorkIn } from './find.ts'

/** A task with the shipment as it stands now, so that one that came late is seen to be over; null where its order is gone. */
export interface TaskView {
  task: Task
  shipment: { shipment: Shipment; number: string; names: ReadonlyMap<string, string>; shipOption: ShipOption | null; recipient: Recipient | null } | null
}
/** `after` is kept by the reader: asking after it says that everything before is safely its own (S5.5). It stands still at the end of the list. */
export interface TaskPage { tasks: TaskView[]; after: string }

type Position = Record<string, number>

/** Work of the actor's centers (or of the one named), in an order per center that nobody overtakes. Throws BadCursor. */
export async function listTasks(hub: Hub, actor: Actor, asked: { centerId?: CenterId; after?: string; limit: number }): Promise<TaskPage> {
  const position = positionOf(asked.after)
  const pages = await Promise.all((await centersToRead(hub, actor, asked.centerId)).map(async centerId =>
    (await hub.store.list('tasksOfCenter', { centerId }, { limit: asked.limit, from: (position[centerId] ?? 0) + 1 })).items))
  const tasks = pages.flat().toSorted((a, b) => a.at - b.at || (a.centerId < b.centerId ? -1 : a.centerId > b.centerId ? 1 : a.seq - b.seq))
  const taken = inTurn(tasks).slice(0, asked.limit)
  for (const task of taken) position[task.centerId] = Math.max(position[task.centerId] ?? 0, task.seq)
  return { tasks: await viewsOf(hub, taken), after: Buffer.from(JSON.stringify(position)).toString('base64url') }
}

/** A center's own order counts more than the times, which come from several clocks. */
function inTurn(tasks: readonly Stored<'tasks'>[]): Stored<'tasks'>[] {
  const bySeq = new Map<CenterId, Stored<'tasks'>[]>()
  for (const task of tasks.toSorted((a, b) => a.seq - b.seq)) bySeq.set(task.centerId, [...(bySeq.get(task.centerId) ?? []), task])
  return tasks.flatMap(({ centerId }) => bySeq.get(centerId)?.shift() ?? [])
}

async function centersToRead(hub: Hub, actor: Actor, named: CenterId | undefined): Promise<CenterId[]> {
  if (named !== undefined) return mayWorkIn(actor, named) ? [named] : []
  const own = centersOf(actor)
  if (own) return [...own]
  return (await hub.store.list('everyCenter', {}, { limit: 1000 })).items.map(({ id }) => id)
}

function positionOf(after: string | undefined): Position {
  if (after === undefined) return {}
  try {
    const read: unknown = JSON.parse(Buffer.from(after, 'base64url').toString('utf8'))
    const pairs = typeof read === 'object' && read !== null && !Array.isArray(read) ? Object.entries(read) : [['', null] as const]
    if (pairs.every(([, seq]) => Number.isSafeInteger(seq) && (seq as number) >= 0)) return Object.fromEntries(pairs) as Position
  } catch {
    // Falls through to the one answer for all that is no cursor of ours.
  }
  throw new BadCursor()
}

async function viewsOf(hub: Hub, tasks: readonly Task[]): Promise<TaskView[]> {
  const merchants = [...new Set(tasks.map(({ merchantId }) => merchantId))]
  const orders = new Map((await Promise.all(merchants.map(async merchantId => ordersOf(hub, merchantId, tasks)))).flat().map(order => [order.id, order]))
  const optionIds = [...new Set([...orders.values()].flatMap(({ shipOptionId }) => (shipOptionId === null ? [] : [shipOptionId])))]
  const options = new Map((await hub.store.getMany('shipOptions', null, optionIds)).flatMap(option => (option ? [[option.id, option] as const] : [])))
  return Promise.all(tasks.map(async (task): Promise<TaskView> => {
    const order = orders.get(task.orderId)
    const shipment = order?.shipments.find(({ id }) => id === task.shipmentId)
    if (!order || !shipment) return { task, shipment: null }
    // One whose key is gone is shown without its person: the tasks behind it would wait for ever.
    const person = task.does === 'pick' ? await personOfOrder(hub, order) : null
    const shipOption = order.shipOptionId === null ? null : (options.get(order.shipOptionId) ?? null)
    return { task, shipment: { shipment, number: order.number, names: new Map(order.lines.map(({ id, name }) => [id, name])), shipOption, recipient: person?.recipient ?? null } }
  }))
}

async function ordersOf(hub: Hub, merchantId: MerchantId, tasks: readonly Task[]): Promise<Stored<'orders'>[]> {
  const ids = [...new Set(tasks.filter(task => task.merchantId === merchantId).map(({ orderId }) => orderId))]
  return (await hub.store.getMany('orders', merchantId, ids)).flatMap(order => (order ? [order] : []))
}
