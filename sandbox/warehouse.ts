import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import type { EmulatorRandom } from '../connectors/kit/emulator/random.ts'
import type { Given } from '../server/schema.ts'
import type { Client } from './client.ts'

/** A parcel that the carrier took. */
export interface HandedOver { carrier: string; trackingNumber: string }
type Row = Given<'pickMany', 'body'>['rows'][number]
interface LabelRow extends Row { parcels: HandedOver[]; service?: string }

/** `taskId`: what was put back and is to be picked again comes by a new task, so its scans are new ones. */
interface Work { taskId: string; shipmentId: string; step: 'pick' | 'picked' | 'label' | 'handOver' | 'done'; dueAt: number; carrier: string; service: string | null; parcel: HandedOver | null }
const MINUTE = 60_000

/**
 * The simulated floor: reads the task feed by cursor and reports in bulk, as docs/connect-your-warehouse.md says, and knows no other
 * way in. What it reported is repeated under the same scanId until it is answered.
 */
export function warehouseOf(floor: Client, clock: EmulatorClock, random: EmulatorRandom, handedOver: (parcel: HandedOver) => void): { turn(): Promise<void>; counts(): Record<string, number> } {
  const work = new Map<string, Work>()
  const counts = { tasks: 0, picked: 0, labeled: 0, handedOver: 0, stopped: 0 }
  let cursor: string | undefined

  const readTasks = async (): Promise<void> => {
    for (;;) {
      const { data, nextCursor } = await floor.call('listTasks', { query: { limit: 250, ...(cursor && { after: cursor }) } })
      for (const task of data) take(task)
      if (nextCursor) cursor = nextCursor
      if (data.length < 250) return
    }
  }
  const take = (task: Awaited<ReturnType<typeof floor.call<'listTasks'>>>['data'][number]): void => {
    counts.tasks += 1
    const stale = task.shipment === null || task.shipment.status !== 'processing' || task.shipment.subStatus !== null
    if (task.does !== 'pick' || stale) {
      if (task.does === 'stop' && work.get(task.shipmentId)?.step === 'pick') { work.delete(task.shipmentId); counts.stopped += 1 }
      return
    }
    const option = task.shipment?.shipOption
    work.set(task.shipmentId, { taskId: task.id, shipmentId: task.shipmentId, step: 'pick', dueAt: clock.now() + random.between(0.5, 3) * MINUTE, carrier: option?.carrier ?? 'usps', service: option?.service ?? null, parcel: null })
  }

  const report = async (step: Exclude<Work['step'], 'done'>, next: Work['step']): Promise<void> => {
    const due = [...work.values()].filter(one => one.step === step && one.dueAt <= clock.now()).slice(0, 500)
    if (due.length === 0) return
    const said = (one: Work): Row => ({ shipmentId: one.shipmentId, taskId: one.taskId, scanId: `${one.taskId}:${step}`, by: 'floor-1', station: 'A1', at: new Date(clock.now()).toISOString() })
    const { results } = await send(step, due, said)
    for (const result of results) {
      const one = work.get(result.shipmentId)
      if (!one) continue
      if (!result.ok || result.putBack) { work.delete(result.shipmentId); counts.stopped += 1; continue }
      one.step = next
      one.dueAt = clock.now() + random.between(0.5, 4) * MINUTE
      if (step === 'picked') counts.picked += 1
      if (step === 'label') counts.labeled += 1
      if (step === 'handOver') { counts.handedOver += 1; work.delete(one.shipmentId); if (one.parcel) handedOver(one.parcel) }
    }
  }
  const send = (step: Exclude<Work['step'], 'done'>, due: Work[], said: (one: Work) => Row): Promise<{ results: { shipmentId: string; ok: boolean; putBack: boolean }[] }> => {
    if (step === 'pick') return floor.call('pickMany', { body: { rows: due.map(said) } })
    if (step === 'picked') return floor.call('pickedMany', { body: { rows: due.map(said) } })
    if (step === 'handOver') return floor.call('handOverMany', { body: { rows: due.map(said) } })
    const rows = due.map((one): LabelRow => {
      one.parcel ??= { carrier: one.carrier, trackingNumber: numberOf(one.carrier, random) }
      return { ...said(one), parcels: [one.parcel], ...(one.service && { service: one.service }) }
    })
    return floor.call('labelMany', { body: { rows } })
  }
  return {
    async turn() {
      await readTasks()
      await report('pick', 'picked')
      await report('picked', 'label')
      await report('label', 'handOver')
      await report('handOver', 'done')
    },
    counts: () => ({ ...counts, open: work.size }),
  }
}

/** A number in the carrier's own form. */
function numberOf(carrier: string, random: EmulatorRandom): string {
  const digits = (count: number): string => Array.from({ length: count }, () => random.integer(0, 9)).join('')
  if (carrier === 'ups') return `1Z${random.hex(6).toUpperCase()}${digits(10)}`
  if (carrier === 'fedex') return digits(12)
  return `9400${digits(18)}`
}
