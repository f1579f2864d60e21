import { ConnectionId } from '../../core/model/ids.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { findingOf, keepFinding, type Refusal, type RefusedHours } from '../connecting/findings.ts'
import type { Hub } from '../hub.ts'

/** What an answer at a door means that took nothing in. Nobody's door (404) and our own trouble (5xx) are not a vendor's refused delivery. */
const REFUSALS: Readonly<Record<number, Refusal>> = { 400: 'unreadable', 401: 'bad_signature', 413: 'too_large', 422: 'unreadable' }
const HOUR = 3_600_000
/** Hours that are told of, the present one among them. */
const HOURS = 24
/** Anybody can knock: what is counted within this time is one write for each connection, however much it is. */
const TOGETHER_MS = 10_000
/** Doors counted at within that time; a stranger can make names up. */
const MOST_DOORS = 1_000
const TRIES = 5

type Counts = Partial<Record<Refusal, number>>
interface Counting { readonly doors: Map<string, Counts>; cancel(): void }
/** What this process has counted and not written yet. */
const counting = new WeakMap<Hub, Counting>()

/** Counts a delivery that a door answered with this status, if it is a refusal. Writes nothing by itself: `keepRefused` does, some seconds later. */
export function countRefused(hub: Hub, id: string, status: number): void {
  const refusal = REFUSALS[status]
  if (refusal === undefined || !ConnectionId.safeParse(id).success) return
  const now = counting.get(hub) ?? begun(hub)
  const counts = now.doors.get(id)
  if (counts) counts[refusal] = (counts[refusal] ?? 0) + 1
  else if (now.doors.size < MOST_DOORS) now.doors.set(id, { [refusal]: 1 })
}

function begun(hub: Hub): Counting {
  const now: Counting = { doors: new Map(), cancel: hub.sockets.after(TOGETHER_MS, () => { void keepRefused(hub) }) }
  counting.set(hub, now)
  return now
}

/** Writes down what was counted so far: when its time has come, before it is told of, and at the end of the process. Several processes add to one another's. */
export async function keepRefused(hub: Hub): Promise<void> {
  const now = counting.get(hub)
  if (!now) return
  counting.delete(hub)
  now.cancel()
  for (const [id, counts] of now.doors) {
    try {
      const connection = await hub.store.get('connections', null, id)
      if (connection && !await add(hub, connection, counts)) hub.log.warn('refused_not_counted', { connectionId: id, count: sumOf(counts) })
    } catch (error) {
      hub.log.warn('refused_not_counted', { connectionId: id, count: sumOf(counts), error })
    }
  }
}

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0)

async function add(hub: Hub, connection: Stored<'connections'>, counts: Counts): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { record, found } = await findingOf(hub, connection, 'refused')
    const hour = hourOf(hub)
    const kept: RefusedHours = Object.fromEntries(Object.entries(found ?? {}).filter(([at]) => isTold(Number(at), hour)))
    const before = kept[hour] ?? {}
    const sum = Object.fromEntries([...new Set([...Object.keys(before), ...Object.keys(counts)] as Refusal[])].map(refusal => [refusal, (before[refusal] ?? 0) + (counts[refusal] ?? 0)]))
    if (await keepFinding(hub, connection, 'refused', { ...kept, [hour]: sum }, record)) return true
  }
  return false
}

const hourOf = (hub: Hub): number => Math.floor(hub.clock.now() / HOUR)
const isTold = (at: number, hour: number): boolean => at > hour - HOURS && at <= hour

const SAYS: Readonly<Record<Refusal, { title: (count: string) => string; fix: string }>> = {
  bad_signature: { title: count => `${count} with a bad signature in 24 h: refused`, fix: 'Where they are the vendor’s, its secret and ours differ: put the one that it signs with in place (rotate). Polling finds what was refused.' },
  too_large: { title: count => `${count} larger than 2 MB in 24 h: refused`, fix: 'Nothing, if the orders are here: polling finds them.' },
  unreadable: { title: count => `${count} in 24 h that could not be read: refused`, fix: 'Nothing, if what changed there is here: polling finds it. Else tell us.' },
}

/** Deliveries that this connection's door did not take within a day, by why. A stranger can knock too, so it is a warning. */
export async function refusedChecks(hub: Hub, connection: Stored<'connections'>): Promise<Check[]> {
  await keepRefused(hub)
  const { found } = await findingOf(hub, connection, 'refused')
  const hour = hourOf(hub)
  const hours = Object.entries(found ?? {}).filter(([at]) => isTold(Number(at), hour))
  return (Object.keys(SAYS) as Refusal[]).flatMap((refusal): Check[] => {
    const count = hours.reduce((sum, [, counts]) => sum + (counts[refusal] ?? 0), 0)
    if (count > 0) return [{ code: `door_${refusal}`, is: 'warning', title: SAYS[refusal].title(`${count.toLocaleString('en-US')} ${count === 1 ? 'webhook' : 'webhooks'}`), fix: SAYS[refusal].fix }]
    return refusal === 'bad_signature' ? [{ code: 'door_bad_signature', is: 'ok', title: '0 bad signatures in 24 h' }] : []
  })
}
