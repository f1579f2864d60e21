import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { Clock, Random } from '../../core/ports/clock.ts'
import type { Store } from '../../core/ports/store.ts'
import { CannotOpen, read } from './envelope.ts'
import type { Vault } from './vault.ts'

const DAY = 86_400_000
/** How long what is sealed by a day's key can be read (INTERFACES: deliveries are kept 30 days). */
export const KEEP_DAYS = 30
/** Keys of days kept opened in memory; more are opened again from the store. */
const KEPT = 500

/** A day's key, opened, and the place that is bound into all that it seals. */
interface DayKey { readonly key: Uint8Array; readonly place: string }

interface Inner {
  store: Store; random: Random; clock: Clock
  seal: (key: Uint8Array, keyName: string, plain: string | Uint8Array, place: string) => string
  open: (key: Uint8Array, sealed: string, expected: string, place: string) => Uint8Array
  merchantKey: (merchantId: MerchantId) => Promise<Uint8Array>
  placeOf: (purpose: string, merchantId: MerchantId, subject?: string) => string
}

/**
 * A key per merchant and UTC day. Throwing it away makes everything of that day unreadable at once, wherever copies lie
 * (I37); a process that opened it before forgets it with the day's purge, or at its own end.
 */
export function dayKeys({ store, random, clock, seal, open, merchantKey, placeOf }: Inner): Pick<Vault, 'sealDaily' | 'openDaily' | 'purgeDays'> {
  const opened = new Map<string, DayKey>()
  const keep = (merchantId: MerchantId, day: string, key: Uint8Array): DayKey => {
    if (opened.size >= KEPT) opened.delete([...opened.keys()][0] ?? '')
    const kept = { key, place: placeOf('daily', merchantId, day) }
    opened.set(`${merchantId}/${day}`, kept)
    return kept
  }
  const find = async (merchantId: MerchantId, day: string): Promise<DayKey | null> => {
    const known = opened.get(`${merchantId}/${day}`)
    // Another process may have thrown an old key away: then what is remembered here does not count.
    if (known && startOf(day) + DAY > clock.now() - KEEP_DAYS * DAY) return known
    const record = await store.get('sealedKeys', merchantId, `day:${day}`)
    return record && keep(merchantId, day, open(await merchantKey(merchantId), record.sealed, 'm', placeOf('day-key', merchantId, day)))
  }
  const make = async (merchantId: MerchantId, day: string): Promise<DayKey> => {
    const key = random.bytes(32)
    const sealed = seal(await merchantKey(merchantId), 'm', key, placeOf('day-key', merchantId, day))
    const written = await store.insert('sealedKeys', { id: `day:${day}`, merchantId, version: 0, sealed, at: startOf(day) })
    if (written.is === 'done') return keep(merchantId, day, key)
    // Another process was first: its key is the day's.
    const theirs = await find(merchantId, day)
    if (!theirs) throw new CannotOpen('gone', `the key of ${day} was thrown away`)
    return theirs
  }

  return {
    sealDaily: async (merchantId, at, json) => {
      const day = dayOf(Math.max(at, clock.now() - DAY))
      const { key, place } = (await find(merchantId, day)) ?? (await make(merchantId, day))
      return seal(key, `d${day}`, json, place)
    },
    openDaily: async (merchantId, sealed) => {
      const { keyName } = read(sealed)
      const day = keyName.slice(1)
      if (!/^d\d{8}$/.test(keyName)) throw new CannotOpen('broken', 'not sealed with the key of a day')
      const found = await find(merchantId, day)
      if (!found) throw new CannotOpen('gone', `the key of ${day} was thrown away`)
      return Buffer.from(open(found.key, sealed, keyName, found.place)).toString()
    },
    purgeDays: async (merchantId, before) => {
      let purged = 0
      for (;;) {
        const old = await store.list('sealedKeysByAge', { merchantId }, { limit: 100, until: before - DAY + 1 })
        for (const key of old.items) {
          opened.delete(`${merchantId}/${key.id.slice('day:'.length)}`)
          const gone = await store.remove('sealedKeys', merchantId, key.id, key.version)
          if (gone.is === 'done') purged += 1
        }
        if (old.next === null) return purged
      }
    },
  }
}

/** The day asked for last: what comes in comes in today. */
const last = { number: Number.NaN, day: '' }

function dayOf(at: Instant): string {
  const number = Math.floor(at / DAY)
  if (number !== last.number) Object.assign(last, { number, day: new Date(at).toISOString().slice(0, 10).replaceAll('-', '') })
  return last.day
}

function startOf(day: string): Instant {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00Z`)
}
