import type { RunningShopifyEmulator } from '../connectors/shopify/emulator/index.ts'
import type { Answer } from '../server/schema.ts'
import type { Client } from './client.ts'
import type { Placed } from './shoppers.ts'

type Order = Answer<'getOrder'>
type Entry = Answer<'orderTimeline'>['data'][number]
interface Followed { readonly name: string; readonly realStart: number; id: string | null; told: number; seen: Set<string> }

export interface StoryOf { own: Client; shopify: RunningShopifyEmulator; shop: string; centers: ReadonlyMap<string, string>; say: (line: string) => void }

/** What one entry of the timeline means to a person; null: nothing worth a line. */
const WORDS: Readonly<Record<string, (entry: Entry, order: Order, centers: ReadonlyMap<string, string>) => string | null>> = {
  'order.imported': (_, order) => `the hub has read it: ${order.lines.map(line => `${line.quantity} × ${line.sku ?? line.name}`).join(', ')}`,
  'order.allocated': (entry, order, centers) => `${order.shipOption?.name ?? 'a ship option'} from ${centers.get(String(entry.detail['centerId'])) ?? 'a center'}; its units are held there`,
  'order.short': () => 'not enough on the shelves: it waits for the next truck',
  'order.edited': () => 'the merchant changed it',
  'order.remapped': () => 'the merchant mapped the shipping method',
  'order.cancelled': () => 'cancelled before it was picked: its units are free again',
  'shipment.pick_in_process': entry => `${String(entry.detail['by'])} picks it`,
  'shipment.picked': () => 'picked and packed',
  'shipment.labeled': (_, order) => `labeled: ${parcelsOf(order)}`,
  'shipment.handed_over': (_, order) => `handed over to ${order.shipments[0]?.carrier ?? 'the carrier'}`,
}

/** Follows one order that goes straight and one that is held at first, and tells each step once: by the hub's API, and at the end by the store's own truth. */
export function storyOf({ own, shopify, shop, centers, say }: StoryOf): { placed(order: Placed): void; turn(): Promise<void> } {
  const followed = new Map<'straight' | 'held', Followed>()
  const line = (one: Followed, at: string | number, words: string): void => say(`  ${one.name}  ${timeOf(at)}  ${words}`)

  const turnOf = async (one: Followed): Promise<boolean> => {
    one.id ??= (await own.call('listOrders', { query: { q: one.name.slice(1), limit: 10 } })).data.find(({ number }) => number === one.name)?.id ?? null
    if (one.id === null) return false
    const params = { id: one.id }
    const { data } = await own.call('orderTimeline', { params, query: { limit: 250 } })
    const order = await own.call('getOrder', { params, query: {} })
    for (const entry of data.filter(({ seq }) => seq > one.told)) {
      one.told = entry.seq
      one.seen.add(entry.kind)
      const words = entry.kind === 'shipment.told' ? atTheStore(one.name) : WORDS[entry.kind]?.(entry, order, centers) ?? null
      if (words !== null) line(one, entry.at, words)
    }
    for (const { code, message } of order.reasons) {
      if (one.seen.has(code)) continue
      one.seen.add(code)
      line(one, order.updatedAt, `held: ${message}`)
    }
    const isOver = order.status === 'cancelled' || (one.seen.has('shipment.told') && one.seen.has('shipment.handed_over'))
    if (isOver && order.status !== 'cancelled') say(`  ${one.name}  that is the whole road, ${Math.round((Date.now() - one.realStart) / 1000)} s after it was placed; all others go it too`)
    return isOver
  }
  const atTheStore = (name: string): string | null => {
    const order = shopify.state({ shop }).orders.find(one => one.name === name)
    const numbers = order?.fulfillments.flatMap(({ tracking }) => tracking.map(({ company, number }) => `${company ?? ''} ${number ?? ''}`.trim())) ?? []
    return numbers.length > 0 ? `the store shows it fulfilled, with ${numbers.join(', ')}` : null
  }
  const over = new Set<string>()
  return {
    placed({ id, kind }) {
      const role = kind === 'straight' ? 'straight' : 'held'
      if (kind === 'edited' || kind === 'cancelled' || followed.has(role)) return
      const order = shopify.state({ shop }).orders.find(one => one.id === id)
      if (!order) return
      const one: Followed = { name: order.name, realStart: Date.now(), id: null, told: 0, seen: new Set() }
      followed.set(role, one)
      line(one, order.createdAt, `placed and paid at the store${role === 'held' ? ', with a fault that somebody has to mend' : ''}`)
    },
    async turn() {
      for (const one of followed.values()) if (!over.has(one.name) && await turnOf(one)) over.add(one.name)
    },
  }
}

const timeOf = (at: string | number): string => new Date(at).toISOString().slice(11, 19)

function parcelsOf(order: Order): string {
  return order.shipments.flatMap(({ parcels }) => parcels.filter(({ voided }) => !voided).map(({ carrier, trackingNumber }) => `${carrier} ${trackingNumber}`)).join(', ')
}
