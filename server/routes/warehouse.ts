import type { CenterId, ShipmentId } from '../../core/model/ids.ts'
import { type FloorAnswer, type FloorCommand, type FloorDone, floorScan, floorScans } from '../../hub/warehouse/floor.ts'
import { listTasks, type TaskView } from '../../hub/warehouse/tasks.ts'
import { given } from '../answers.ts'
import type { Handler, Handlers } from '../ask.ts'
import { time } from '../edge/values.ts'
import { refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

type One = 'pick' | 'picked' | 'label' | 'relabel' | 'handOver'
type Many = `${One}Many`
interface Scan { scanId: string; by: string; at?: number | undefined; station?: string | undefined; parcels?: { trackingNumber: string; carrier: string }[]; service?: string | undefined; labelSource?: 'ours' | 'merchant_prepaid' | 'channel' | undefined; taskId?: string | undefined }

function commandOf(does: One, shipmentId: string, scan: Scan): FloorCommand {
  const { scanId, by, at, station, parcels, service, labelSource, taskId } = scan
  return { does, shipmentId: shipmentId as ShipmentId, scanId, by, ...given({ at, station, taskId }), ...(parcels && { label: { parcels, ...given({ service, labelSource }) } }) }
}

const doneView = ({ is: _is, ...done }: FloorDone): Answer<'pick'> => done

const one = (does: One): Handler<One> => async ({ hub, caller, params, body }) => {
  const answer = await floorScan(hub, caller, commandOf(does, params.id, body))
  if (answer.is === 'refused') throw refusal(answer)
  return doneView(answer)
}

const many = (does: One): Handler<Many> => async ({ hub, caller, body }) => {
  const answers = await floorScans(hub, caller, body.rows.map(row => commandOf(does, row.shipmentId, row)))
  return { results: body.rows.map((row, at) => rowOf(row, answers[at])) }
}

function rowOf({ shipmentId, scanId }: { shipmentId: string; scanId: string }, answer: FloorAnswer | undefined): Answer<Many>['results'][number] {
  if (answer?.is === 'done') return { shipmentId, scanId, ok: true, code: answer.code, detail: null, status: answer.status, subStatus: answer.subStatus, putBack: answer.putBack }
  return { shipmentId, scanId, ok: false, code: answer?.code ?? 'not_found', detail: answer?.message ?? null, status: null, subStatus: null, putBack: false }
}

function taskView({ task, shipment }: TaskView): Answer<'listTasks'>['data'][number] {
  const base = { id: task.id, seq: task.seq, does: task.does, at: time(task.at), centerId: task.centerId, merchantId: task.merchantId, orderId: task.orderId, shipmentId: task.shipmentId }
  if (!shipment) return { ...base, shipment: null }
  const { shipment: now, number, names, shipOption, recipient } = shipment
  return {
    ...base,
    shipment: {
      status: now.status, subStatus: now.subStatus, number, lines: now.lines.map(line => ({ sku: line.sku, name: names.get(line.lineId) ?? line.sku, quantity: line.quantity })), recipient,
      shipOption: shipOption && { id: shipOption.id, name: shipOption.name, carrier: shipOption.carrier, service: shipOption.service },
    },
  }
}

export const warehouseRoutes: Handlers = {
  listTasks: async ({ hub, caller, query }) => {
    const { tasks, after } = await listTasks(hub, caller, { limit: query.limit, ...given({ centerId: query.centerId as CenterId | undefined, after: query.after }) })
    return { data: tasks.map(taskView), nextCursor: after }
  },
  pick: one('pick'), picked: one('picked'), label: one('label'), relabel: one('relabel'), handOver: one('handOver'),
  pickMany: many('pick'), pickedMany: many('picked'), labelMany: many('label'), relabelMany: many('relabel'), handOverMany: many('handOver'),
}
