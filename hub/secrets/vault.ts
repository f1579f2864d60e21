import { createHmac } from 'node:crypto'
import type { Instant, MerchantId, OrderId } from '../../core/model/ids.ts'
import type { Person } from '../../core/model/person.ts'
import type { Clock, Random } from '../../core/ports/clock.ts'
import type { Store } from '../../core/ports/store.ts'
import { canonical } from './canonical.ts'
import { dayKeys } from './day-keys.ts'
import { CannotOpen, decrypt, encrypt, read, write } from './envelope.ts'

/** Where a sealed field stands. It opens nowhere else: the place is bound into it (I30). */
export interface Place { merchantId: MerchantId; subject: string; field: string }

/**
 * Everything that must not lie about in clear. Root keys seal merchants' keys; a merchant's key seals fields, orders' keys
 * and the keys of days. Every opening throws `CannotOpen` where the text was cut, changed, moved, or its key is gone.
 */
export interface Vault {
  /** A new merchant's own key, sealed: `Merchant.keySealed`. */
  newMerchantKey(merchantId: MerchantId): string
  /** Whether the root keys of this hub open it. */
  opensMerchantKey(merchantId: MerchantId, keySealed: string): boolean
  /** The same key under the newest root key: for `keys rotate`. */
  rewrapMerchantKey(merchantId: MerchantId, keySealed: string): string
  sealField(place: Place, plain: string): Promise<string>
  openField(place: Place, sealed: string): Promise<string>
  /** Under a key of the order's own, so that one person can be erased alone. `digest` changes exactly when the person does. */
  sealPerson(merchantId: MerchantId, orderId: OrderId, person: Person): Promise<{ sealed: string; digest: string }>
  openPerson(merchantId: MerchantId, orderId: OrderId, sealed: string): Promise<Person>
  digestPerson(merchantId: MerchantId, person: Person): Promise<string>
  /** For what is kept 30 days: deliveries and payloads of calls. The key of the UTC day of `at` is thrown away after that. */
  sealDaily(merchantId: MerchantId, at: Instant, json: string): Promise<string>
  /** Throws CannotOpen `gone` once the day's key was thrown away. */
  openDaily(merchantId: MerchantId, sealed: string): Promise<string>
  /** Throws away the merchant's keys of days that ended before `before`; how many. */
  purgeDays(merchantId: MerchantId, before: Instant): Promise<number>
}

/** `keys`: root keys by version (`v2`, `v1`), the newest first; 32 bytes each. No key, no start. Reads merchants, and writes `sealedKeys`. */
export function createVault(keys: ReadonlyMap<string, Uint8Array>, random: Random, store: Store, clock: Clock): Vault {
  const newest = [...keys.keys()][0]
  if (newest === undefined) throw new CannotOpen('no_key', 'CROSSDOCK_KEY holds no key: without one nothing may be stored')
  for (const [version, key] of keys) {
    if (key.length !== 32 || !/^v\d+$/.test(version)) throw new CannotOpen('no_key', `root key ${version} is not 32 bytes under a name like v1`)
  }

  const seal = (key: Uint8Array, keyName: string, plain: string | Uint8Array, place: string): string =>
    write(keyName, encrypt(key, random.bytes(12), typeof plain === 'string' ? Buffer.from(plain) : plain, `${place}|${keyName}`))
  const open = (key: Uint8Array, sealed: string, expected: string, place: string): Uint8Array => {
    const { keyName, box } = read(sealed)
    if (keyName !== expected) throw new CannotOpen('broken', 'sealed text of another kind')
    return decrypt(key, box, `${place}|${keyName}`)
  }
  const openMerchantKey = (merchantId: MerchantId, keySealed: string): Uint8Array => {
    const { keyName } = read(keySealed)
    const root = keys.get(keyName)
    if (!root) throw new CannotOpen('no_key', `root key ${keyName} is not among CROSSDOCK_KEY`)
    return open(root, keySealed, keyName, placeOf('merchant-key', merchantId))
  }

  // A merchant's key never changes (a rotation seals it anew), so what was opened once stays right.
  const opened = new Map<MerchantId, Uint8Array>()
  const merchantKey = async (merchantId: MerchantId): Promise<Uint8Array> => {
    const known = opened.get(merchantId)
    if (known) return known
    const merchant = await store.get('merchants', null, merchantId)
    if (!merchant) throw new CannotOpen('no_key', `merchant ${merchantId} has no key`)
    const key = openMerchantKey(merchantId, merchant.keySealed)
    opened.set(merchantId, key)
    return key
  }
  const digestPerson = async (merchantId: MerchantId, person: Person): Promise<string> => {
    const key = createHmac('sha256', await merchantKey(merchantId)).update('person-digest').digest()
    return createHmac('sha256', key).update(canonical(person)).digest('base64url')
  }
  const wrap = (merchantId: MerchantId, key: Uint8Array): string => {
    const root = keys.get(newest)
    if (!root) throw new CannotOpen('no_key', 'the newest root key is gone')
    return seal(root, newest, key, placeOf('merchant-key', merchantId))
  }

  return {
    newMerchantKey: (merchantId) => wrap(merchantId, random.bytes(32)),
    opensMerchantKey: (merchantId, keySealed) => {
      try {
        return openMerchantKey(merchantId, keySealed).length > 0
      } catch (error) {
        if (error instanceof CannotOpen) return false
        throw error
      }
    },
    rewrapMerchantKey: (merchantId, keySealed) => wrap(merchantId, openMerchantKey(merchantId, keySealed)),
    sealField: async (place, plain) => seal(await merchantKey(place.merchantId), 'm', plain, placeOf('field', place.merchantId, place.subject, place.field)),
    openField: async (place, sealed) => text(open(await merchantKey(place.merchantId), sealed, 'm', placeOf('field', place.merchantId, place.subject, place.field))),
    digestPerson,
    sealPerson: async (merchantId, orderId, person) => {
      const own = random.bytes(32)
      const ownSealed = seal(await merchantKey(merchantId), 'm', own, placeOf('order-key', merchantId, orderId))
      const sealed = seal(own, 'o', JSON.stringify(person), placeOf('person', merchantId, orderId))
      return { sealed: `${ownSealed}:${sealed}`, digest: await digestPerson(merchantId, person) }
    },
    openPerson: async (merchantId, orderId, sealed) => {
      const [ownSealed = '', body = ''] = sealed.split(':')
      const own = open(await merchantKey(merchantId), ownSealed, 'm', placeOf('order-key', merchantId, orderId))
      return JSON.parse(text(open(own, body, 'o', placeOf('person', merchantId, orderId)))) as Person
    },
    ...dayKeys({ store, random, clock, seal, open, merchantKey, placeOf }),
  }
}

/** JSON, so that no part can run over into the next one. */
function placeOf(purpose: string, merchantId: MerchantId, subject = '', field = ''): string {
  return JSON.stringify([purpose, merchantId, subject, field])
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}
