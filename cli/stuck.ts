import type { Answer } from '../server/schema.ts'
import type { Check } from './checks.ts'
import type { Client } from './client.ts'

type Call = Answer<'listCalls'>['data'][number]
type Delivery = Answer<'listDeliveries'>['data'][number]
interface Merchant { merchantId?: string }

/** As many as are looked at: more than that are "250 or more". */
const LOOKED_AT = 250

/** What waits for a person at each connection of a merchant: what could not be told to the vendor, and what came in and could not be taken. Since when, and what to do. */
export async function stuckOf(hub: Client, merchant: Merchant): Promise<(connectionId: string) => Check[]> {
  // A number of stock that was refused is decided anew by itself; what is left of that stands at the number, with its code.
  const calls = async (state: 'failed' | 'refused' | 'unsure'): Promise<Call[]> => (await hub.call('listCalls', { query: { ...merchant, state, limit: LOOKED_AT } })).data.filter(({ role }) => role !== 'inventory')
  const [failed, refused, unsure] = [await calls('failed'), await calls('refused'), await calls('unsure')]
  const { data: deliveries } = await hub.call('listDeliveries', { query: { ...merchant, state: 'failed', limit: LOOKED_AT } })
  return connectionId => {
    const of = <T extends { connectionId: string }>(all: readonly T[]): T[] => all.filter(one => one.connectionId === connectionId)
    return [
      ...callsIn(of([...failed, ...refused]), 'calls_failed', 'could not be told to the vendor', call => `It is safe to try again: POST /v1/calls/${call.id}/retry, or drop it with a reason.`),
      ...callsIn(of(unsure), 'calls_unsure', 'may have reached the vendor, which is asked what became of it', () => 'Wait: nothing is sent again before the vendor has said.'),
      ...deliveriesIn(of(deliveries)),
    ]
  }
}

const many = (count: number, one: string, more: string): string => `${count}${count >= LOOKED_AT ? ' or more' : ''} ${count === 1 ? one : more}`
const oldest = <T>(all: readonly T[], at: (one: T) => string): T | undefined => all.toSorted((one, other) => at(one).localeCompare(at(other)))[0]

function callsIn(calls: readonly Call[], code: string, what: string, next: (call: Call) => string): Check[] {
  const first = oldest(calls, call => call.createdAt)
  if (!first) return []
  const order = first.orderId === null ? '' : ` crossdock orders show ${first.orderId} says more.`
  return [{ code, is: 'warning', title: `${many(calls.length, 'call', 'calls')} ${what}, the oldest since ${first.createdAt}`, detail: [first.code, first.reason].filter(word => word !== null).join(': '), fix: `${next(first)}${order}` }]
}

function deliveriesIn(deliveries: readonly Delivery[]): Check[] {
  const first = oldest(deliveries, delivery => delivery.receivedAt)
  if (!first) return []
  return [{ code: 'deliveries_failed', is: 'warning', title: `${many(deliveries.length, 'delivery', 'deliveries')} could not be taken in, the oldest since ${first.receivedAt}`, ...(first.reason !== null && { detail: first.reason }), fix: `It is safe to take it in again: POST /v1/deliveries/${first.id}/replay` }]
}
