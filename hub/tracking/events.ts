import { createHash } from 'node:crypto'
import type { Actor } from '../../core/model/actor.ts'
import type { Instant } from '../../core/model/ids.ts'
import type { EarlyScan } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import { numberKey } from '../../core/tracking/carriers.ts'
import { scanned } from '../../core/tracking/scanned.ts'
import { change } from '../change.ts'
import type { Hub } from '../hub.ts'
import { roadOf } from '../orders/road.ts'

/** A carrier's scan. `eventId` is the reporter's own name of it: said again, it changes nothing. */
export interface Scan { eventId: string; carrier: string; trackingNumber: string; status: string; at: Instant; place: string | null }
/** `kept`: the number is not known yet; it is applied when its label comes, within 7 days. `code` otherwise says what the scan led to. */
export interface ScanResult { eventId: string; ok: boolean; code: string; detail: string | null }

const KEPT_FOR = 7 * 24 * 3_600_000

/** Takes scans for all merchants, since the number tells whose it is; a result for each, in order. Scans of one number follow each other. */
export async function takeScans(hub: Hub, actor: Actor, scans: readonly Scan[]): Promise<ScanResult[]> {
  const reporter = 'id' in actor ? actor.id : actor.name
  const last = new Map<string, Promise<unknown>>()
  return Promise.all(scans.map(async scan => {
    const key = numberKey(scan.carrier, scan.trackingNumber)
    const result = (last.get(key) ?? Promise.resolve()).then(async () => takeScan(hub, reporter, key, scan))
    last.set(key, result)
    return result
  }))
}

async function takeScan(hub: Hub, reporter: string, key: string, scan: Scan): Promise<ScanResult> {
  const code = await apply(hub, reporter, key, scan)
  if (code !== null) return { eventId: scan.eventId, ok: true, code, detail: null }
  await hub.store.insert('earlyScans', { id: idOf(reporter, scan.eventId), version: 0, numberKey: key, scan, receivedAt: hub.clock.now(), state: 'waiting' })
  // Its label may have come between the look and the keeping.
  await applyEarlyScans(hub, scan.carrier, scan.trackingNumber)
  return { eventId: scan.eventId, ok: true, code: 'kept', detail: 'The number is not known yet; the scan is applied when its label comes, within 7 days.' }
}

/** Applies what came before the number was known, oldest first. Repeatable; what is older than 7 days says nothing any more. */
export async function applyEarlyScans(hub: Hub, carrier: string, trackingNumber: string): Promise<void> {
  const key = numberKey(carrier, trackingNumber)
  const { items } = await hub.store.list('scansOfNumber', { numberKey: key, state: 'waiting' }, { limit: 1000 })
  for (const early of items.toSorted((a, b) => a.scan.at - b.scan.at)) {
    const isFresh = hub.clock.now() - early.receivedAt <= KEPT_FOR
    if (isFresh && (await apply(hub, 'early', key, early.scan, early.id)) === null) return
    await settle(hub, early)
  }
}

async function settle(hub: Hub, early: Stored<'earlyScans'>): Promise<void> {
  await hub.store.replace('earlyScans', { ...early, state: 'applied' } satisfies EarlyScan)
}

/** Null: the number is not known. */
async function apply(hub: Hub, reporter: string, key: string, scan: Scan, name = idOf(reporter, scan.eventId)): Promise<string | null> {
  const number = await hub.store.get('numbers', null, key)
  const order = number ? await hub.store.get('orders', number.merchantId, number.orderId) : null
  if (!number || !order) return null
  const road = await roadOf(hub, order, scan.carrier)
  const context = { now: hub.clock.now(), actor: { is: 'carrier', id: scan.carrier } as const, commandKey: `scan:${name}` }
  const changed = await change(hub, number.merchantId, number.orderId, now => scanned(now, scan, scan.status, scan.at, road, context))
  // The number is claimed a moment before it stands on its shipment.
  return changed.is === 'missing' || changed.code === 'unknown_number' ? null : changed.code
}

/** Names of reporters' events can be of any length and letters: their digest is the id. */
const idOf = (reporter: string, eventId: string): string => createHash('sha256').update(`${reporter}\n${eventId}`).digest('base64url')
