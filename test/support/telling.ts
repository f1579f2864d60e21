import type { MerchantId, ShipmentId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import { label, relabel as renumber } from '../../core/shipping/label.ts'
import type { CallEffects } from '../../hub/calls/effects.ts'
import { orderEffects } from '../../hub/calls/order-effects.ts'
import { sendDueCalls } from '../../hub/calls/send.ts'
import { change, create } from '../../hub/change.ts'
import type { Hub } from '../../hub/hub.ts'
import { carryOut, type TodoEffects } from '../../hub/todo/carry-out.ts'
import { addMerchant, testHub, type TestHub, type TestHubOptions } from './hub.ts'
import { after, by, imported, person, processing, ROAD } from './orders.ts'
import { addConnection, FAKE, FakeVendor } from './vendor.ts'

export const M1 = 'm1' as MerchantId
export const ACCOUNT = 'fake:shop'
export const EFFECTS: TodoEffects = { calls: orderEffects, applyEarlyScans: async () => {} }

export interface Telling { hub: TestHub; vendor: FakeVendor }

/** A hub with a merchant and a connection to a store far away that can lose replies. */
export async function tellingHub(options: TestHubOptions = {}): Promise<Telling> {
  const bare = testHub(options)
  const vendor = new FakeVendor(bare.time)
  const hub = testHub({ ...options, time: bare.time, database: bare.database, transport: vendor.transport, connectors: [FAKE] })
  await addMerchant(hub)
  await addConnection(hub, { merchantId: M1 })
  return { hub, vendor }
}

/** Another process over the same database and the same far end. */
export function process({ hub, vendor }: Telling, options: TestHubOptions = {}): TestHub {
  return testHub({ time: hub.time, database: hub.database, transport: vendor.transport, connectors: [FAKE], ...options })
}

/** An order whose shipment was just labeled, so that a telling is due. `numbers`: of its parcels. */
export async function labeledOrder(hub: Hub, id = 'o1', numbers = [`1Z${id}`]): Promise<Order> {
  const ready = processing(imported({}, { orderId: id as Order['id'] }))
  const order = after(label(ready, `${id}-1` as ShipmentId, { parcels: numbers.map((trackingNumber) => ({ trackingNumber, carrier: 'UPS' })) }, { by: 'Kim', at: hub.clock.now() }, ROAD, by(person('warehouse'))))
  const created = await create(hub, M1, { ...order, todo: order.todo.filter(({ is }) => is !== 'want') }, null)
  if (created.is !== 'created') throw new TypeError(`not created: ${created.is}`)
  return created.order
}

export async function relabel(hub: Hub, order: Order, number: string): Promise<void> {
  await change(hub, M1, order.id, (now) => renumber(now, `${order.id}-1` as ShipmentId, { parcels: [{ trackingNumber: number, carrier: 'UPS' }] }, { by: 'Kim', at: hub.clock.now() }, ROAD, by(person('warehouse'))))
}

export const carry = async (hub: Hub, deadline = hub.clock.now() + 1_000): Promise<number | null> => carryOut(hub, M1, deadline, EFFECTS)
export const send = async (hub: Hub, effects: CallEffects = orderEffects): Promise<number | null> => sendDueCalls(hub, ACCOUNT, hub.clock.now() + 1_000, effects)

/** Carries out and sends, moving time on, until nothing is due any more. */
export async function converge(hub: TestHub, rounds = 60): Promise<void> {
  let quiet = 0
  for (let round = 0; round < rounds; round += 1) {
    const dues = [await hub.time.settle(carry(hub)), await hub.time.settle(send(hub))].filter((due) => due !== null)
    // Twice, because what was sent leaves something to be carried out.
    quiet = dues.length === 0 ? quiet + 1 : 0
    if (quiet === 2) return
    if (quiet === 0) await hub.time.advance(Math.max(0, Math.min(...dues) - hub.clock.now()))
  }
  throw new TypeError('it does not come to rest')
}

export const keyOf = (order: Pick<Order, 'id'>, telling = 1): string => `ship:${order.id}-1:${telling}`
