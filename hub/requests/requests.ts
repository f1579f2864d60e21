import { createHash, hkdfSync } from 'node:crypto'
import type { Stored } from '../../core/ports/store.ts'
import { decrypt, encrypt } from '../secrets/envelope.ts'
import type { Hub } from '../hub.ts'

/** How long a key is remembered (INTERFACES, HTTP API); hub/retention forgets it then. */
const KEPT_MS = 24 * 3_600_000
/** A request that another process began and never ended: after this, a repeat carries it through under the same new id. */
const ABANDONED_MS = 15_000
/** A record's limit: a larger answer is not kept, and a repeat is answered by what the natural keys say. */
const LONGEST_ANSWER = 300_000

/** Who asks what under which key; `secret` is the key itself, which is not kept. */
export interface Asked { readonly caller: string; readonly route: string; readonly secret: string; readonly body: string }

export type Begun =
  | { is: 'new'; request: Stored<'requests'> }
  | { is: 'replay'; status: number; body: string }
  | { is: 'running' }
  | { is: 'other_body' }

/** Requests that this very process is working on. */
const underway = new WeakMap<Hub, Set<string>>()

/** Claims the key, with the id that whatever is made will have: a repeat after a crash makes the same thing, not a second one. */
export async function begin(hub: Hub, asked: Asked): Promise<Begun> {
  const id = digest('id', asked.caller, asked.route, asked.secret)
  const bodyHash = digest('body', asked.secret, asked.body)
  const mine = underway.get(hub) ?? new Set<string>()
  underway.set(hub, mine)
  if (mine.has(id)) return await isOther(hub, id, bodyHash) ? { is: 'other_body' } : { is: 'running' }
  mine.add(id)
  const begun = await claim(hub, asked, id, bodyHash).catch((error: unknown) => { mine.delete(id); throw error })
  if (begun.is !== 'new') mine.delete(id)
  return begun
}

async function claim(hub: Hub, asked: Asked, id: string, bodyHash: string): Promise<Begun> {
  const fresh = { id, version: 0, bodyHash, newId: hub.random.id(), state: 'running' as const, status: null, body: null, at: hub.clock.now() }
  const written = await hub.store.insert('requests', fresh)
  if (written.is === 'done') return { is: 'new', request: { ...fresh, version: written.version, writeId: written.writeId } }
  const known = await hub.store.get('requests', null, id)
  if (!known) return { is: 'running' }
  const isOver = known.at + KEPT_MS <= hub.clock.now()
  if (!isOver && known.bodyHash !== bodyHash) return { is: 'other_body' }
  if (!isOver && known.state === 'done') return { is: 'replay', status: known.status ?? 200, body: opened(asked, known.body ?? '') }
  if (!isOver && known.at + ABANDONED_MS > hub.clock.now()) return { is: 'running' }
  const again = { ...known, bodyHash, state: 'running' as const, status: null, body: null, at: hub.clock.now(), newId: isOver ? hub.random.id() : known.newId }
  const taken = await hub.store.replace('requests', again)
  return taken.is === 'done' ? { is: 'new', request: { ...again, version: taken.version, writeId: taken.writeId } } : { is: 'running' }
}

async function isOther(hub: Hub, id: string, bodyHash: string): Promise<boolean> {
  const known = await hub.store.get('requests', null, id)
  return known !== null && known.bodyHash !== bodyHash
}

/** Keeps the answer, sealed by the key that only the caller has: it may hold personal data, or a token shown once. */
export async function finish(hub: Hub, asked: Asked, request: Stored<'requests'>, status: number, body: string): Promise<void> {
  try {
    if (Buffer.byteLength(body) > LONGEST_ANSWER) await hub.store.remove('requests', null, request.id, request.version)
    else await hub.store.replace('requests', { ...request, state: 'done', status, body: sealed(hub, asked, body) })
  } finally {
    underway.get(hub)?.delete(request.id)
  }
}

/** Refused before work: the key is free again. Died on the way (`isUnsure`): the next repeat goes on at once, under the same new id. */
export async function giveBack(hub: Hub, request: Stored<'requests'>, isUnsure: boolean): Promise<void> {
  try {
    if (isUnsure) await hub.store.replace('requests', { ...request, at: hub.clock.now() - ABANDONED_MS })
    else await hub.store.remove('requests', null, request.id, request.version)
  } finally {
    underway.get(hub)?.delete(request.id)
  }
}

const digest = (...parts: string[]): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url')

const keyOf = (asked: Asked): Uint8Array => new Uint8Array(hkdfSync('sha256', asked.secret, asked.caller, `requests|${asked.route}`, 32))
const sealed = (hub: Hub, asked: Asked, body: string): string => Buffer.from(encrypt(keyOf(asked), hub.random.bytes(12), Buffer.from(body), 'requests')).toString('base64')
const opened = (asked: Asked, body: string): string => Buffer.from(decrypt(keyOf(asked), Buffer.from(body, 'base64'), 'requests')).toString()
