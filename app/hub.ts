import { BadEnvironment, type Settings } from '../config/load.ts'
import { httpTransport } from '../connectors/kit/http.ts'
import { CONNECTORS } from '../connectors/registry.ts'
import type { AnyConnector } from '../core/ports/connector.ts'
import type { Store } from '../core/ports/store.ts'
import type { Hub, Log } from '../hub/hub.ts'
import { proveKeys } from '../hub/secrets/prove-keys.ts'
import { createVault } from '../hub/secrets/vault.ts'
import { secretsOf } from '../server/card.ts'
import { openStore } from '../stores/open.ts'
import { type AppClock, demoClock, realClock } from './clock.ts'
import { appLog } from './log.ts'
import { machineRandom } from './random.ts'

export interface Opened { readonly hub: Hub; close(): Promise<void> }

export const connectors: ReadonlyMap<string, AnyConnector> = new Map(Object.entries(CONNECTORS))

/** The hub with the real seams under it. Nothing works in it yet. Throws BadEnvironment where CROSSDOCK_KEY is not what the store was made with. */
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
    const hub = hubOf(settings, clock, store, log)
    await refuseOtherKeys(hub)
    return { hub, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** A key that opens some and not all of its name is the right one: what it does not open was made under another, and the others go on. */
async function refuseOtherKeys(hub: Hub): Promise<void> {
  const proofs = await proveKeys(hub)
  const wrong = proofs.filter(({ opens }) => opens === 0)
  if (wrong.length > 0) throw new BadEnvironment([{ name: 'CROSSDOCK_KEY', text: `does not open this database: put back the one it was made with (${wrong.map(({ keyName, fails }) => `${keyName}: ${fails.length} ${fails.length === 1 ? 'merchant' : 'merchants'}`).join(', ')}). Nothing was changed.` }])
  for (const { keyName, fails } of proofs) for (const merchantId of fails) hub.log.error('merchant_key_not_opened', { merchantId, version: keyName })
}

function hubOf(settings: Settings, clock: AppClock, store: Store, log: Log): Hub {
  const vault = createVault(new Map(settings.keys.map(key => [key.id, key.bytes])), machineRandom, store, clock)
  return { store, clock, sockets: realClock(), random: machineRandom, transport: httpTransport(), connectors, vault, log, baseUrls: settings.vendorUrls, publicUrl: settings.publicUrl }
}
