import { MerchantId } from '../../core/model/ids.ts'
import type { Merchant } from '../../core/model/setup.ts'
import type { Clock } from '../../core/ports/clock.ts'
import type { AnyConnector } from '../../core/ports/connector.ts'
import type { Store } from '../../core/ports/store.ts'
import { type Transport, TransportError } from '../../core/ports/transport.ts'
import type { Hub, LogFields } from '../../hub/hub.ts'
import { createVault } from '../../hub/secrets/vault.ts'
import { VirtualClock } from './clock.ts'
import { type MemoryDatabase, memoryDatabase, openMemoryStore } from './memory-store.ts'
import { SeededRandom } from './random.ts'

export interface TestLine { level: 'info' | 'warn' | 'error'; event: string; fields: LogFields }
/** A hub over a store in memory, with what a test wants to look at. */
export interface TestHub extends Hub { readonly time: VirtualClock; readonly seeded: SeededRandom; readonly database: MemoryDatabase; readonly lines: TestLine[] }

export interface TestHubOptions {
  seed?: number
  time?: VirtualClock
  /** This process's own reading of the time. */
  clock?: Clock
  /** Shared by several hubs, as a database is by several processes. */
  database?: MemoryDatabase
  connectors?: readonly AnyConnector[]
  transport?: Transport
  /** Puts something between the hub and its store: a death, a fault, a count. */
  through?: (store: Store) => Store
  baseUrls?: Readonly<Record<string, string>>
}

/** The key of every test: nothing sealed with it is anybody's. */
export const TEST_KEYS: ReadonlyMap<string, Uint8Array> = new Map([['v1', new Uint8Array(32).fill(7)]])

export function testHub(options: TestHubOptions = {}): TestHub {
  const time = options.time ?? new VirtualClock()
  const clock = options.clock ?? time
  const random = new SeededRandom(options.seed ?? 1, () => clock.now())
  const database = options.database ?? memoryDatabase()
  const opened = openMemoryStore(database, random)
  const store = options.through?.(opened) ?? opened
  const lines: TestLine[] = []
  const write = (level: TestLine['level']) => (event: string, fields: LogFields = {}) => { lines.push({ level, event, fields }) }
  return {
    store, clock, sockets: clock, random, lines, time, database,
    seeded: random,
    transport: options.transport ?? nowhere,
    connectors: new Map((options.connectors ?? []).map((connector) => [connector.id, connector])),
    vault: createVault(TEST_KEYS, random, store, clock),
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    baseUrls: new Map(Object.entries(options.baseUrls ?? {})),
    publicUrl: null,
  }
}

const nowhere: Transport = async (request) => {
  throw new TransportError(`no transport in this test: ${request.method} ${request.url}`, 'no')
}

/** A merchant with a key of its own, stored. */
export async function addMerchant(hub: Hub, id = 'm1'): Promise<Merchant> {
  const merchantId = MerchantId.parse(id)
  const at = hub.clock.now()
  const merchant: Merchant = { id: merchantId, version: 1, createdAt: at, updatedAt: at, name: `Merchant ${id}`, currency: 'USD', keySealed: hub.vault.newMerchantKey(merchantId) }
  await hub.store.insert('merchants', merchant)
  return merchant
}
