import type { Order, Todo } from '../../core/model/order.ts'
import { seqId } from '../../core/ports/records.ts'
import type { Hub } from '../hub.ts'

const TRIES = 200

export class TasksContended extends Error {
  constructor(centerId: string) {
    super(`tasks of center ${centerId} were appended by others ${TRIES} times in a row`)
    this.name = 'TasksContended'
  }
}

/** Appends work for a center's floor, after all that is there; once for its cause, whoever asks and however often. */
export async function addTask(hub: Hub, order: Order, todo: Extract<Todo, { is: 'task' }>): Promise<void> {
  const { centerId, cause, shipmentId, does, at } = todo
  for (let tries = 0; tries < TRIES; tries += 1) {
    const newest = await hub.store.list('newestTask', { centerId }, { limit: 1 })
    const seq = (newest.items[0]?.seq ?? 0) + 1
    const written = await hub.store.insert('tasks', { id: `${centerId}:${seqId(seq)}`, version: 0, centerId, seq, cause, merchantId: order.merchantId, orderId: order.id, shipmentId, does, at })
    if (written.is === 'done' || (written.is === 'duplicate' && written.key === 'cause')) return
  }
  throw new TasksContended(centerId)
}
