import type { Settings } from '../config/load.ts'
import { httpTransport } from '../connectors/kit/http.ts'
import { CONNECTORS } from '../connectors/registry.ts'
import type { AnyConnector } from '../core/ports/connector.ts'
import type { Store } from '../core/ports/store.ts'
import type { Hub, Log } from '../hub/hub.ts'
import { createVault } from '../hub/secrets/vault.ts'
import { secretsOf } from '../server/card.ts'
import { openStore } from '../stores/open.ts'
import { type AppClock, demoClock, realClock } from './clock.ts'
import { appLog } from './log.ts'
import { machineRandom } from './random.ts'

export interface Opened { readonly hub: Hub; close(): Promise<void> }

export const connectors: ReadonlyMap<string, AnyConnector> = new Map(Object.entries(CONNECTORS))

/** The hub with the real seams under it. Nothing works in it yet. */
export async function openHub(settings: Settings): Promise<Opened> {
  const clock: AppClock = settings.demoClock === null ? realClock() : demoClock(settings.demoClock)
  const log = appLog(settings.logLevel, secretsOf(connectors.values()))
  const store = await openStore(settings.store, { clock, random: machineRandom, onAlarm: alarm => log.error('store_alarm', { code: alarm.code, bytes: alarm.logBytes }) })
  const close = async (): Promise<void> => {
    await store.close()
    clock.close()
    log.close()
  }
  try {
    return { hub: hubOf(settings, clock, store, log), close }
  } catch (error) {
    await close()
    throw error
  }
}

function hubOf(settings: Settings, clock: AppClock, store: Store, log: Log): Hub {
  const vault = createVault(new Map(settings.keys.map(key => [key.id, key.bytes])), machineRandom, store, clock)
  return { store, clock, sockets: realClock(), random: machineRandom, transport: httpTransport(), connectors, vault, log, baseUrls: settings.vendorUrls, publicUrl: settings.publicUrl }
}
