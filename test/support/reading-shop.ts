import { z } from 'zod'
import type { ItemDraft, OrderDraft } from '../../core/model/drafts.ts'
import { MerchantId, ShipOptionId } from '../../core/model/ids.ts'
import { type AnyConnector, type Check, type Connector, type Inbound, type RawDelivery, VendorError } from '../../core/ports/connector.ts'
import { createConnection, type NewConnection } from '../../hub/connections/create.ts'
import type { Hub, Scope } from '../../hub/hub.ts'
import { addMerchant, testHub, type TestHub, type TestHubOptions } from './hub.ts'
import { draft, person } from './orders.ts'

/** A store that is read: its truth, what its next readings do, and what it was asked. */
export class ReadingShop {
  readonly orders = new Map<string, OrderDraft>()
  items: ItemDraft[] = []
  /** Items that are there and on no page. */
  readonly unlisted = new Set<string>()
  checks: Check[] = []
  /** Refs that break every reading they are part of. */
  readonly poisoned = new Set<string>()
  readonly faults: VendorError[] = []
  readonly gets: string[][] = []
  pages = 0
  ensured: string[] = []

  put(more: Partial<OrderDraft> = {}): OrderDraft {
    const one = draft({ storeIdentity: 'shop:one', ...more })
    this.orders.set(one.ref, one)
    return one
  }

  #fault(): void {
    const fault = this.faults.shift()
    if (fault) throw fault
  }

  readonly connector: AnyConnector = {
    id: 'shop', label: 'Shop', settleMs: 1_000, limits: {}, roles: ['orders', 'inventory', 'tracking'],
    credentials: z.object({ token: z.string().min(5).meta({ secret: true }), secret: z.string().min(1) }), settings: z.object({ store: z.string().default('one') }),
    hosts: () => ['shop.test'], account: at => `shop:${at.settings.store}`, storeIdentity: at => `shop:${at.settings.store}`,
    check: async () => { this.#fault(); return this.checks },
    open: () => ({
      orders: {
        batch: 10,
        page: async (cursor, from) => {
          this.pages += 1
          this.#fault()
          const all = [...this.orders.values()].filter(one => one.updatedAt >= from).toSorted((a, b) => a.updatedAt - b.updatedAt)
          const at = Number(cursor ?? 0)
          const shown = all.slice(at, at + 2)
          const unreadable = shown.filter(({ ref }) => this.poisoned.has(ref)).map(({ ref, updatedAt }) => ({ ref, updatedAt, reason: 'lines: not a list' }))
          return { items: shown.filter(({ ref }) => !this.poisoned.has(ref)), unreadable, next: String(Math.min(at + 2, all.length)), more: at + 2 < all.length }
        },
        get: async refs => {
          this.gets.push([...refs])
          this.#fault()
          if (refs.some(ref => this.poisoned.has(ref))) throw new VendorError('malformed', 'yes', 'cannot be read')
          return refs.map(ref => this.orders.get(ref) ?? 'gone')
        },
      },
      items: {
        batch: 10,
        page: async () => ({ items: this.items.filter(({ ref }) => !this.unlisted.has(ref)), next: 'end', more: false }),
        get: async refs => {
          this.gets.push([...refs])
          this.#fault()
          return refs.map(ref => this.items.find(item => item.ref === ref) ?? 'gone')
        },
      },
      lists: { read: async list => (list === 'locations' ? [{ id: 'loc1', title: 'Main' }, { id: 'loc2', title: 'Annex' }] : []) },
      olderOpenOrders: { count: async before => [...this.orders.values()].filter(one => one.purchasedAt < before).length },
    }),
    door: {
      rotates: { secret: 'secret', ms: 3_600_000 },
      verify: async (delivery, at) => [at.credentials.secret, at.previousSecret].includes(String(delivery.headers['x-signature'])),
      read: delivery => {
        const said = JSON.parse(Buffer.from(delivery.body).toString()) as { event: string; refs: string[]; of?: 'items'; at?: number; unnamed?: true; command?: Pick<Extract<Inbound, { is: 'command' }>, 'do' | 'subject'> } | null
        if (said === null) return { status: 400, body: 'what is this' }
        if (said.command) return [{ eventId: said.event, at: said.at ?? 0, is: 'command', ...said.command }]
        if (said.unnamed) return [{ eventId: said.event, at: 0, is: 'unnamed', capability: 'orders' }]
        return said.refs.map((ref): Inbound => ({ eventId: said.event, at: 0, is: 'changed', capability: said.of ?? 'orders', ref }))
      },
      ensure: async url => { this.ensured.push(url); return [{ code: 'webhooks', is: 'ok', title: 'Webhooks stand' }] },
    },
  } satisfies Connector<{ token: string; secret: string }, { store: string }> as AnyConnector
}

export const M1 = MerchantId.parse('m1')
export const OWNER: Scope = { merchantId: M1, actor: person('owner') }
export const STANDARD = ShipOptionId.parse('standard')

export interface Shopped { hub: TestHub; shop: ReadingShop }

/** A hub with a merchant, a ship option and nothing connected. */
export async function shopHub(options: TestHubOptions = {}): Promise<Shopped> {
  const shop = new ReadingShop()
  const hub = testHub({ ...options, connectors: [shop.connector] })
  await addMerchant(hub)
  const now = hub.clock.now()
  await hub.store.insert('shipOptions', { id: STANDARD, version: 0, createdAt: now, updatedAt: now, name: 'Standard', carrier: null, service: null, active: true })
  return { hub, shop }
}

export const CREDENTIALS = { token: 'tok_123456789', secret: 'sign' }

/** Connects the shop, with orders on and live, reading from the beginning. */
export async function connect(hub: Hub, more: Partial<NewConnection> = {}) {
  const made = await createConnection(hub, OWNER, { id: 'c1', connector: 'shop', name: 'One', credentials: CREDENTIALS, roles: ['orders', 'tracking'], mode: 'live', startAt: hub.clock.now() - 60 * 24 * 3_600_000, ...more })
  if (made.is !== 'done') throw new TypeError(`not connected: ${JSON.stringify(made)}`)
  return made.connection
}

export const webhook = (hub: Hub, event: string, refs: readonly string[], signature = 'sign', of?: 'items'): RawDelivery =>
  ({ method: 'POST', path: '/hooks/c1', headers: { 'x-signature': signature }, body: Buffer.from(JSON.stringify({ event, refs, of })), receivedAt: hub.clock.now() })

export const ACCOUNT = 'shop:one'
