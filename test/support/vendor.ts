import { z } from 'zod'
import type { LevelUpdate, ShipmentNews } from '../../core/model/drafts.ts'
import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import { type AnyConnector, type Asked, type Connector, type Host, type Outcome, VendorError } from '../../core/ports/connector.ts'
import { type Transport, TransportError, type WireAnswer } from '../../core/ports/transport.ts'
import { sealCredentials } from '../../hub/calls/open.ts'
import type { Hub } from '../../hub/hub.ts'
import type { VirtualClock } from './clock.ts'

/**
 * What happens to the next request. `down`: surely not sent. `lost`: not applied, and nobody can tell. `drop`: applied, the reply is
 * lost. `late`: applied 8 s after everybody gave up. `hang`: never answers. `refuse`, `throttle`, `auth`, `broken`: answers.
 */
export type Fault = 'ok' | 'down' | 'lost' | 'drop' | 'late' | 'hang' | 'refuse' | 'throttle' | 'auth' | 'scope' | 'broken' | 'later' | 'accept' | 'unknown'

/** A store far away, with its own truth and its own log of what it was asked. */
export class FakeVendor {
  readonly told = new Map<string, ShipmentNews[]>()
  readonly levels = new Map<string, number>()
  readonly log: { does: 'send' | 'ask'; key: string; at: number }[] = []
  readonly faults: Fault[] = []
  /** Faults by key: for a poisoned item. */
  readonly always = new Map<string, Fault>()
  retryAfter: string | null = '7'
  readonly #clock: VirtualClock

  constructor(clock: VirtualClock) {
    this.#clock = clock
  }

  /** Effects at the far end: 1 is what is promised. */
  effects(key: string): number {
    return this.told.get(key)?.length ?? 0
  }

  /** Whether anything was sent a second time without being asked about in between. */
  sentBlindly(): boolean {
    const sent = new Set<string>()
    return this.log.some(({ does, key }) => {
      if (does === 'ask') sent.delete(key)
      else if (sent.has(key)) return true
      else sent.add(key)
      return false
    })
  }

  readonly transport: Transport = async (request, signal) => {
    const { does, key, news } = JSON.parse(request.body ?? '{}') as { does: 'send' | 'ask' | 'set'; key: string; news?: ShipmentNews; level?: LevelUpdate }
    const fault = this.always.get(key) ?? this.faults.shift() ?? 'ok'
    if (fault === 'down') throw new TransportError('connection refused', 'no')
    this.log.push({ does: does === 'ask' ? 'ask' : 'send', key, at: this.#clock.now() })
    const apply = (): void => {
      if (does === 'send' && news) this.told.set(key, [...(this.told.get(key) ?? []), news])
    }
    if (fault === 'lost') throw new TransportError('reset', 'maybe')
    if (fault === 'late') {
      this.#clock.after(8_000, apply)
      throw new TransportError('reset', 'maybe')
    }
    if (fault === 'hang') return new Promise<WireAnswer>((_resolve, reject) => { signal.addEventListener('abort', () => reject(new TransportError('given up', 'maybe'))) })
    const answer = (status: number, body: unknown = {}): WireAnswer => ({ status, headers: fault === 'throttle' && this.retryAfter !== null ? { 'retry-after': this.retryAfter } : {}, body: JSON.stringify(body) })
    if (fault === 'refuse') return answer(422)
    if (fault === 'throttle') return answer(429)
    if (fault === 'auth') return answer(401)
    if (fault === 'scope') return answer(403)
    if (fault === 'unknown') return answer(200, { is: 'unknown' })
    if (does === 'ask') return answer(200, this.told.has(key) ? { is: 'done', ref: `ref:${key}` } : { is: 'absent' })
    if (fault === 'later') return answer(200, { is: 'later', handle: `handle:${key}`, notBefore: this.#clock.now() + 60_000 })
    apply()
    if (fault === 'drop') throw new TransportError('reset', 'maybe')
    if (fault === 'broken') return answer(500)
    return answer(200, { is: 'done', ref: `ref:${key}`, ...(fault === 'accept' && { confirmAfter: this.#clock.now() + 60_000 }) })
  }
}

const BASE = 'https://store.test'

async function say(host: Host, kind: 'read' | 'write', body: unknown): Promise<Outcome & Asked> {
  return host.call(kind === 'read' ? 'ask' : 'tell', kind, async (transport, signal) => {
    const answer = await transport({ method: 'POST', url: `${BASE}/tell`, headers: {}, body: JSON.stringify(body) }, signal)
    const wait = Number(answer.headers['retry-after'] ?? Number.NaN)
    if (answer.status === 429) throw new VendorError('throttled', 'yes', 'slow down', { retryAfter: wait * 1000 })
    if (answer.status === 401) throw new VendorError('auth', 'yes', 'who are you')
    if (answer.status === 403) throw new VendorError('auth', 'yes', 'not granted', { code: 'missing_scope' })
    if (answer.status === 422) throw new VendorError('rejected', 'yes', 'cannot be done', { code: 'fulfilled_elsewhere' })
    if (answer.status >= 500) throw new VendorError('unavailable', 'yes', 'broken')
    return JSON.parse(answer.body) as Outcome & Asked
  })
}

const nameOf = ({ settings: { store = 'shop' } }: { settings: { store?: string | undefined } }): string => `fake:${store}`

/** The connector of that store. `settleMs`: a write may arrive up to 8 s late. */
export const fakeConnector: Connector<{ key: string }, { greeting?: string | undefined; store?: string | undefined }> = {
  id: 'fake', label: 'Fake', settleMs: 10_000,
  credentials: z.object({ key: z.string().min(1) }), settings: z.object({ greeting: z.string().optional(), store: z.string().optional() }),
  roles: ['orders', 'inventory', 'tracking'], wantsScans: ({ greeting }) => greeting === 'scans',
  limits: { tell: { capacity: 40, perSecond: 10 }, ask: { capacity: 40, perSecond: 10 } },
  hosts: () => ['store.test'], account: nameOf, storeIdentity: nameOf,
  check: async () => [],
  open: (_at, host) => ({
    tellShipment: {
      batch: 1, repeatable: false,
      send: async (updates) => Promise.all(updates.map(async (news) => say(host, 'write', { does: 'send', key: news.key, news }))),
      ask: async (updates, handle) => Promise.all(updates.map(async (news) => say(host, 'read', { does: 'ask', key: news.key, handle }))),
    },
    tellScan: {
      batch: 1, repeatable: false,
      send: async (updates) => Promise.all(updates.map(async (news) => say(host, 'write', { does: 'send', key: news.key, news }))),
      ask: async (updates, handle) => Promise.all(updates.map(async (news) => say(host, 'read', { does: 'ask', key: news.key, handle }))),
    },
    setLevels: {
      batch: 250, repeatable: true,
      send: async (updates) => Promise.all(updates.map(async (level) => say(host, 'write', { does: 'set', key: level.key, level }))),
      ask: async (updates) => Promise.all(updates.map(async (level) => say(host, 'read', { does: 'ask', key: level.key }))),
    },
  }),
}

export const FAKE = fakeConnector as AnyConnector

/** A connection of the merchant to that store, live in all roles, stored. */
export async function addConnection(hub: Hub, more: Partial<Connection> & Pick<Connection, 'merchantId'>): Promise<Connection> {
  const now = hub.clock.now()
  const id = more.id ?? ('shop' as ConnectionId)
  const connection: Connection = {
    id, version: 1, createdAt: now, updatedAt: now, connector: 'fake', name: 'Shop', roles: ['orders', 'inventory', 'tracking'], pausedRoles: [], mode: 'live', startAt: now,
    state: 'connected', stateReason: null, account: 'fake:shop', storeIdentity: 'fake:shop', credentialsSealed: await sealCredentials(hub, more.merchantId, id, { key: 'secret' }),
    settings: {}, importWhen: 'paid', tellWhen: 'labeled', buffer: 0, stockConfirmedAt: now, olderOpenOrders: null, lastImportAt: null, ...more,
  }
  await hub.store.insert('connections', connection)
  return connection
}
