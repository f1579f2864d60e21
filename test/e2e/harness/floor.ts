import type { EmulatorClock } from '../../../connectors/kit/emulator/clock.ts'
import type { Client } from '../../../sandbox/client.ts'
import { SECOND } from './time.ts'

type Step = 'pick' | 'picked' | 'label' | 'handOver'
const STEPS: readonly Step[] = ['pick', 'picked', 'label', 'handOver']
const ROUTES = { pick: 'pickMany', picked: 'pickedMany', label: 'labelMany', handOver: 'handOverMany' } as const

/** A shipment as the floor knows it from its tasks and from what it did. */
export interface Work {
  /** The task that it is worked on by; each scan is named after it, since what was put back and came again is scanned anew. */
  readonly taskId: string
  readonly shipmentId: string
  readonly orderId: string
  /** The store's name of the order, as it stands on the pick list. */
  readonly number: string
  readonly centerId: string
  lines: { sku: string; quantity: number }[]
  next: Step | null
  dueAt: number
  trackingNumbers: readonly string[]
  handedOverAt: number | null
}

export interface FloorOptions {
  client: Client
  clock: EmulatorClock
  /** How long a shipment lies before each step. */
  dwell?: Partial<Record<Step, number>>
  /** Whether this shipment may be worked on yet. */
  may?: (work: Work, step: Step) => boolean
  /** In how many parcels it leaves; absent: one. */
  parcels?: (work: Work) => number
}

/** People on the floor: they read the task feed by its cursor and report in bulk, and know no other way in. */
export interface Floor {
  readonly works: ReadonlyMap<string, Work>
  /** Every number that was printed, by the store's name of its order. */
  labels(): Map<string, string[]>
  counts(): Record<string, number>
  /** One round. */
  turn(): Promise<void>
  /** Rounds until `stop`; what fails is done again. */
  work(): { stop(): Promise<void> }
}

const DWELL: Record<Step, number> = { pick: 30 * SECOND, picked: 20 * SECOND, label: 20 * SECOND, handOver: 20 * SECOND }
const PAUSE = 2 * SECOND
const ROWS = 500

export function floorOf({ client, clock, dwell = {}, may = () => true, parcels = () => 1 }: FloorOptions): Floor {
  const works = new Map<string, Work>()
  const counts: Record<string, number> = { tasks: 0, stopped: 0, putBack: 0, refused: 0, failedRounds: 0 }
  const lies = { ...DWELL, ...dwell }
  let cursor: string | undefined
  let printed = 0

  const readTasks = async (): Promise<void> => {
    for (;;) {
      const { data, nextCursor } = await client.call('listTasks', { query: { limit: 250, ...(cursor && { after: cursor }) } })
      for (const task of data) take(task)
      cursor = nextCursor || cursor
      if (data.length < 250) return
    }
  }
  const take = (task: Awaited<ReturnType<typeof client.call<'listTasks'>>>['data'][number]): void => {
    counts['tasks'] = (counts['tasks'] ?? 0) + 1
    const known = works.get(task.shipmentId)
    if (task.does !== 'pick' || task.shipment?.status !== 'processing') {
      if (task.does === 'put_back') counts['putBack'] = (counts['putBack'] ?? 0) + 1
      // What is put back was taken for an older task; the newer one, which may stand before it in the list, goes on.
      else if (known?.next === 'pick') { known.next = null; counts['stopped'] = (counts['stopped'] ?? 0) + 1 }
      return
    }
    if (known && known.next !== 'pick' && known.next !== null) return
    const lines = task.shipment.lines.map(({ sku, quantity }) => ({ sku, quantity }))
    works.set(task.shipmentId, { taskId: task.id, shipmentId: task.shipmentId, orderId: task.orderId, number: task.shipment.number, centerId: task.centerId, lines, next: 'pick', dueAt: clock.now() + lies.pick, trackingNumbers: known?.trackingNumbers ?? [], handedOverAt: null })
  }
  const report = async (step: Step): Promise<void> => {
    const due = [...works.values()].filter((work) => work.next === step && work.dueAt <= clock.now() && may(work, step)).slice(0, ROWS)
    if (due.length === 0) return
    const rows = due.map((work) => {
      if (step === 'label' && work.trackingNumbers.length === 0) work.trackingNumbers = Array.from({ length: parcels(work) }, () => numberOf(printed += 1))
      const scan = { shipmentId: work.shipmentId, taskId: work.taskId, scanId: `${work.taskId}:${step}`, by: 'ada', at: new Date(clock.now()).toISOString() }
      return { ...scan, parcels: work.trackingNumbers.map((trackingNumber) => ({ carrier: 'ups', trackingNumber })) }
    })
    const { results } = step === 'label' ? await client.call('labelMany', { body: { rows } }) : await client.call(ROUTES[step] as 'pickMany', { body: { rows: rows.map(({ parcels: _parcels, ...row }) => row) } })
    for (const [at, result] of results.entries()) {
      const work = due[at]
      if (!work) continue
      if (!result.ok || result.putBack) {
        work.next = null
        counts[result.ok ? 'putBack' : 'refused'] = (counts[result.ok ? 'putBack' : 'refused'] ?? 0) + 1
        continue
      }
      work.next = STEPS[STEPS.indexOf(step) + 1] ?? null
      work.dueAt = clock.now() + (work.next ? lies[work.next] : 0)
      if (step === 'handOver') work.handedOverAt = clock.now()
      counts[step] = (counts[step] ?? 0) + 1
    }
  }
  const turn = async (): Promise<void> => {
    await readTasks()
    for (const step of STEPS) await report(step)
  }
  return {
    works, turn,
    counts: () => ({ ...counts }),
    labels: () => {
      const numbers = new Map<string, string[]>()
      for (const { number, trackingNumbers } of works.values()) if (trackingNumbers.length > 0) numbers.set(number, [...(numbers.get(number) ?? []), ...trackingNumbers])
      return numbers
    },
    work: () => {
      const stopping = new AbortController()
      const loop = async (): Promise<void> => {
        while (!stopping.signal.aborted) {
          await turn().catch(() => { counts['failedRounds'] = (counts['failedRounds'] ?? 0) + 1 })
          await clock.sleep(PAUSE, stopping.signal).catch(() => {})
        }
      }
      const worked = loop()
      return { stop: async () => { stopping.abort(new Error('the floor goes home')); await worked } }
    },
  }
}

/** A number in the form of UPS. */
const numberOf = (count: number): string => `1Z999AA1${String(count).padStart(10, '0')}`
