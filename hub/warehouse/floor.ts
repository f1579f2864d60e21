import type { Actor } from '../../core/model/actor.ts'
import type { Instant, OrderId, ShipmentId } from '../../core/model/ids.ts'
import type { Order } from '../../core/model/order.ts'
import type { Status, SubStatus } from '../../core/model/status.ts'
import type { Context, Decision, TellingRoad } from '../../core/orders/decision.ts'
import { handOver } from '../../core/shipping/hand-over.ts'
import { type Label, label, relabel } from '../../core/shipping/label.ts'
import { pick, picked } from '../../core/shipping/pick.ts'
import type { FloorScan } from '../../core/shipping/scan.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { roadOf } from '../orders/road.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { shipmentAt } from './find.ts'
import { claimNumbers, releaseNumbers } from './numbers.ts'

/** What a scanner says. `scanId` is its own name: said again, it is answered as the first time. `at`: the scanner's time, told and never decided by. */
export interface FloorCommand {
  does: 'pick' | 'picked' | 'label' | 'relabel' | 'handOver'
  shipmentId: ShipmentId
  scanId: string
  by: string
  at?: Instant
  station?: string
  label?: Label
  /** The pick task that it was made for: one that was replaced meanwhile is answered by a put-back, since other units may be wanted now. */
  taskId?: string
}

/** What the scan led to. `code` says it, stable: `picked`, `labeled`, `put_back` … */
export interface FloorDone { is: 'done'; shipmentId: ShipmentId; orderId: OrderId; code: string; status: Status; subStatus: SubStatus | null; putBack: boolean }
export type FloorAnswer = FloorDone | Refused

type Deciding = (order: Order, command: FloorCommand, scan: FloorScan, road: TellingRoad | null, context: Context) => Decision
const NO_LABEL: Label = { parcels: [] }
/** Until there is a label, other units can be taken; what was told of a labeled parcel is about that parcel. */
const PACKING: ReadonlySet<FloorCommand['does']> = new Set(['pick', 'picked', 'label'])

const DECIDES: Readonly<Record<FloorCommand['does'], Deciding>> = {
  pick: (order, { shipmentId }, scan, _road, context) => pick(order, shipmentId, scan, context),
  picked: (order, { shipmentId }, scan, _road, context) => picked(order, shipmentId, scan, context),
  label: (order, { shipmentId, label: given }, scan, road, context) => label(order, shipmentId, given ?? NO_LABEL, scan, road, context),
  relabel: (order, { shipmentId, label: given }, scan, road, context) => relabel(order, shipmentId, given ?? NO_LABEL, scan, road, context),
  handOver: (order, { shipmentId }, scan, road, context) => handOver(order, shipmentId, scan, road, context),
}

/** A scan of the floor. A fact is taken whatever the state (ARCHITECTURE 5); refused is only what is no fact: another's number, a second picker. */
export async function floorScan(hub: Hub, actor: Actor, command: FloorCommand): Promise<FloorAnswer> {
  const at = await shipmentAt(hub, actor, command.shipmentId, command.taskId)
  if (!at) return missing()
  if (command.taskId !== undefined && at.task === null) return refuse('invalid_input', 'This shipment has no such task.', { fields: [{ field: 'taskId', message: 'the id of a task of this shipment, as GET /v1/warehouse/tasks gives it' }] })
  const before = await hub.store.get('orders', at.merchantId, at.orderId)
  if (!before) return missing()
  const parcels = command.does === 'label' || command.does === 'relabel' ? (command.label?.parcels ?? []) : null
  if (parcels) {
    if (parcels.length === 0) return refuse('invalid_input', 'A label needs at least one parcel.', { fields: [{ field: 'parcels', message: 'at least one, with carrier and trackingNumber' }] })
    const taken = await claimNumbers(hub, at, parcels)
    if (taken) {
      await releaseNumbers(hub, at, parcels, await hub.store.get('orders', at.merchantId, at.orderId))
      return taken
    }
  }
  const road = await roadOf(hub, before)
  const now = hub.clock.now()
  const scan: FloorScan = { by: command.by, at: command.at ?? now, centerId: at.centerId, ...(command.station !== undefined && { station: command.station }), ...(at.task !== null && PACKING.has(command.does) && { task: at.task }) }
  const context: Context = { now, actor, commandKey: `scan:${command.scanId}` }
  const changed = await change(hub, at.merchantId, at.orderId, order => DECIDES[command.does](order, command, scan, road, context))
  if (parcels) await releaseNumbers(hub, at, parcels, changed.is === 'missing' ? null : changed.order)
  if (changed.is === 'missing') return missing()
  if (changed.is === 'refused') return refuse(changed.code, changed.message, changed.detail ? { detail: changed.detail } : {})
  return doneOf(changed.order, command.shipmentId, changed.code)
}

/** Many scans at once, a result for each in their order; scans of one shipment one after another, as they stand. */
export async function floorScans(hub: Hub, actor: Actor, commands: readonly FloorCommand[]): Promise<FloorAnswer[]> {
  const last = new Map<ShipmentId, Promise<FloorAnswer>>()
  return Promise.all(commands.map(command => {
    const answer = (last.get(command.shipmentId) ?? Promise.resolve(null)).then(async () => floorScan(hub, actor, command))
    last.set(command.shipmentId, answer)
    return answer
  }))
}

function doneOf(order: Order, shipmentId: ShipmentId, code: string): FloorAnswer {
  const shipment = order.shipments.find(({ id }) => id === shipmentId)
  if (!shipment) return missing()
  const { status, subStatus, putBack } = shipment
  // Units taken at a center where the shipment does not stand any more go back too, though the shipment goes on.
  return { is: 'done', shipmentId, orderId: order.id, code, status, subStatus, putBack: putBack || code === 'put_back' }
}
