import type { Answer, Given } from '../../../server/schema.ts'
import type { Bill } from './shoppers.ts'
import type { Stage } from './stage.ts'
import { until } from './until.ts'

export type Order = Answer<'getOrder'>
type Done = Answer<'pick'>

/** The hub's order of this bill as it stands, null while it has none. */
export async function orderOf(stage: Stage, { id }: Pick<Bill, 'id'>): Promise<Order | null> {
  const { data } = await stage.owner.call('listOrders', { query: { limit: 250 } })
  const found = data.find(({ externalId }) => externalId === id)
  return found ? stage.owner.call('getOrder', { params: { id: found.id }, query: {} }) : null
}

/** Waits until the order is as asked for, and answers it. */
export async function orderWhen(stage: Stage, bill: Pick<Bill, 'id' | 'name'>, is: (order: Order) => boolean, words: string): Promise<Order> {
  return until(async () => {
    const order = await orderOf(stage, bill)
    return order && is(order) ? order : null
  }, { for: `${bill.name} ${words}`, within: 25_000, every: 50, stands: async () => orderOf(stage, bill) })
}

export const inProcessing = (order: Order): boolean => order.status === 'processing'
export const isHeldFor = (code: string) => (order: Order): boolean => order.status === 'action_required' && order.reasons.some((reason) => reason.code === code)
export const pushIs = (...states: string[]) => (order: Order): boolean => states.includes(order.shipments[0]?.pushes.at(-1)?.state ?? '')

/** One person on the floor who does one thing at a time, by the routes for one shipment. */
export interface Hand {
  pick(order: Order): Promise<Done>
  picked(order: Order): Promise<Done>
  label(order: Order, ...numbers: string[]): Promise<Done>
  relabel(order: Order, ...numbers: string[]): Promise<Done>
  handOver(order: Order): Promise<Done>
  /** All of it. */
  ship(order: Order, ...numbers: string[]): Promise<Done>
}

let scans = 0
/** A scan of `by`, with a name of its own unless one is given. */
export const scan = (by = 'ada', scanId = `scan-${(scans += 1)}`): { scanId: string; by: string } => ({ scanId, by })
export const parcels = (numbers: readonly string[]): Given<'label', 'body'>['parcels'] => numbers.map((trackingNumber) => ({ carrier: 'ups', trackingNumber }))
export const shipmentId = (order: Pick<Order, 'shipments'>): string => order.shipments[0]?.id ?? ''

export function handOf({ floorClient }: Stage): Hand {
  const at = (order: Order) => ({ params: { id: shipmentId(order) } })
  const hand: Hand = {
    // The task comes a moment after the state.
    pick: async (order) => until(async () => floorClient.call('pick', { ...at(order), body: scan() }), { for: 'a shipment that the floor may pick' }),
    picked: async (order) => floorClient.call('picked', { ...at(order), body: scan() }),
    label: async (order, ...numbers) => floorClient.call('label', { ...at(order), body: { ...scan(), parcels: parcels(numbers) } }),
    relabel: async (order, ...numbers) => floorClient.call('relabel', { ...at(order), body: { ...scan(), parcels: parcels(numbers) } }),
    handOver: async (order) => floorClient.call('handOver', { ...at(order), body: scan() }),
    ship: async (order, ...numbers) => {
      await hand.pick(order)
      await hand.picked(order)
      await hand.label(order, ...numbers)
      return hand.handOver(order)
    },
  }
  return hand
}

/** The code with which the hub refuses; a test fails where it does not. */
export async function refusalOf(run: Promise<unknown>): Promise<string> {
  return run.then(() => 'not refused', (error: unknown) => (error as { code?: string }).code ?? String(error))
}
