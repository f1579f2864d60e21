import { z } from 'zod'
import type { Level, LevelUpdate, NoLevel, OrderDraft } from '../../core/model/drafts.ts'
import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection, ItemMapping, LocationMapping } from '../../core/model/setup.ts'
import { type AnyConnector, type Asked, type Connector, type LevelSink, type Outcome, VendorError } from '../../core/ports/connector.ts'
import { sealCredentials } from '../../hub/calls/open.ts'
import type { Hub } from '../../hub/hub.ts'
import { namedId } from '../../hub/orders/surroundings.ts'
import { EAST, M, sku, WEST } from './stock.ts'

/** A store far away that keeps numbers: what it shows, what it counts as sold, and a log of what it was asked. */
export class LevelVendor {
  readonly numbers = new Map<string, { available: number; committed: number }>()
  readonly log: string[] = []
  readonly writes: LevelUpdate[] = []
  /** What happens to the next writes. `drop`: done, and the answer is lost. `down`: nothing arrived. */
  readonly faults: ('ok' | 'drop' | 'down')[] = []
  /** Items that it refuses, and with which code. */
  readonly refuses = new Map<string, string>()
  /** Items without levels, and why. */
  readonly lacks = new Map<string, NoLevel['lacks']>()
  /** What was begun in bulk is done by now. */
  ended = false
  /** Orders that its next reading brings. */
  readonly orders: OrderDraft[] = []
  /** Runs when levels were read, before anybody hears of it. */
  afterRead: () => void = () => {}
  now: () => number = () => 0

  set(item: string, location: string, available: number, committed = 0): void {
    this.numbers.set(`${item} ${location}`, { available, committed })
  }

  shows(item: string, location = 'LE'): number | undefined {
    return this.numbers.get(`${item} ${location}`)?.available
  }

  /** Somebody buys: what is shown falls, what is counted as sold rises. */
  sell(item: string, units: number, location = 'LE'): void {
    const level = this.numbers.get(`${item} ${location}`)
    if (level) this.set(item, location, level.available - units, level.committed + units)
  }

  read(items: readonly string[], locations: readonly string[]): (Level | NoLevel)[] {
    this.log.push(`read ${items.length}`)
    const levels = items.flatMap(item => locations.flatMap((location): (Level | NoLevel)[] => {
      const lacks = this.lacks.get(item)
      if (lacks) return [{ item, location, lacks, at: this.now() }]
      const level = this.numbers.get(`${item} ${location}`)
      return level ? [{ item, location, ...level, at: this.now() }] : []
    }))
    this.afterRead()
    return levels
  }

  /** Taken in to be done later, all together. */
  begin(updates: readonly LevelUpdate[]): Outcome[] {
    this.log.push(`begin ${updates.length}`)
    return updates.map(() => ({ is: 'later', handle: 'bulk-1', notBefore: this.now() + 5_000 }))
  }

  follow(updates: readonly LevelUpdate[], handle: string): Asked[] {
    return this.ended ? this.write(updates) : updates.map(() => ({ is: 'later', handle, notBefore: this.now() + 5_000 }))
  }

  write(updates: readonly LevelUpdate[]): Outcome[] {
    const fault = this.faults.shift() ?? 'ok'
    if (fault === 'down') throw new VendorError('unavailable', 'no', 'connection refused')
    this.log.push(`write ${updates.map(({ item, quantity }) => `${item}=${quantity}`).join(' ')}`)
    const outcomes = updates.map((update): Outcome => {
      const level = this.numbers.get(`${update.item} ${update.location}`)
      const refusal = this.refuses.get(update.item) ?? (level || update.stock ? null : 'not_stocked')
      if (refusal) return { is: 'refused', code: refusal, text: 'Not stocked here', fix: 'merchant' }
      if (!level) {
        this.set(update.item, update.location, update.quantity)
        this.writes.push(update)
        return { is: 'done' }
      }
      if (level.available !== update.changeFrom) return { is: 'refused', code: 'stale', text: 'It moved', fix: 'none' }
      level.available = update.quantity
      this.writes.push(update)
      return { is: 'done' }
    })
    if (fault === 'drop') throw new VendorError('unavailable', 'maybe', 'reset')
    return outcomes
  }
}

/** What the merchant chose, as a connector reads it from its settings. */
export type Chosen = Pick<LevelSink, 'stocksItems' | 'keepsDrift' | 'inBulk'>

export function levelConnector(vendor: LevelVendor, batch = 250, chosen: Chosen = {}): AnyConnector {
  const connector: Connector<{ key: string }, object> = {
    id: 'numbers', label: 'Numbers', settleMs: 1_000, credentials: z.object({ key: z.string() }), settings: z.object({}), roles: ['orders', 'inventory'], limits: {},
    hosts: () => ['numbers.test'], account: () => 'numbers:shop', storeIdentity: () => 'numbers:shop', check: async () => [],
    open: () => ({
      orders: {
        batch: 50, get: async refs => refs.map(ref => vendor.orders.find(one => one.ref === ref) ?? 'gone'),
        page: async () => { vendor.log.push(`orders ${vendor.orders.length}`); return { items: vendor.orders.splice(0), next: 'n', more: false } },
      },
      levels: { batch: 250, page: async () => ({ items: [], next: '', more: false }), get: async () => [], of: async (items, locations) => vendor.read(items, locations) },
      setLevels: {
        ...chosen, batch, repeatable: true, send: async updates => (updates.length > batch ? vendor.begin(updates) : vendor.write(updates)),
        ask: async (updates, handle) => handle !== null ? vendor.follow(updates, handle) : updates.map(update => ({ is: vendor.shows(update.item, update.location) === update.quantity ? 'done' as const : 'absent' as const })),
      },
    }),
  }
  return connector as AnyConnector
}

/** A store with these items at two locations, LE of the east center and LW of the west; connected, its comparison confirmed. */
export async function addShop(hub: Hub, items: readonly string[], more: Partial<Connection> = {}): Promise<Connection> {
  const now = hub.clock.now()
  const id = more.id ?? ('shop' as ConnectionId)
  const connection: Connection = {
    id, merchantId: M, version: 0, createdAt: now, updatedAt: now, connector: 'numbers', name: 'Shop', roles: ['orders', 'inventory'], pausedRoles: [], mode: 'live', startAt: now,
    state: 'connected', stateReason: null, account: 'numbers:shop', storeIdentity: 'numbers:shop', credentialsSealed: await sealCredentials(hub, M, id, { key: 'secret' }),
    settings: {}, importWhen: 'paid', tellWhen: 'labeled', buffer: 0, stockConfirmedAt: now, olderOpenOrders: null, lastImportAt: null, ...more,
  }
  await hub.store.insert('connections', connection)
  for (const [location, centerId] of [['LE', EAST], ['LW', WEST]] as const) {
    await hub.store.insert('locations', { id: `${id}:${location}`, merchantId: M, connectionId: id, version: 0, createdAt: now, updatedAt: now, location, name: location, centerIds: [centerId] } satisfies LocationMapping)
  }
  await hub.store.insertMany('items', items.map((item): ItemMapping => ({ id: namedId(id, item), merchantId: M, connectionId: id, version: 0, createdAt: now, updatedAt: now, item, sku: sku(item), name: item, tracked: true, twice: false, seenAt: now })))
  return connection
}
