import { createHash, timingSafeEqual } from 'node:crypto'
import { type Actor, ROLES, type Role } from '../../core/model/actor.ts'
import type { CenterId, Instant, MerchantId } from '../../core/model/ids.ts'
import type { ApiToken } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { noted, notedOf3pl } from '../setup/noted.ts'

/** `boundTo`: a merchant's roles are bound to it, the 3PL's to none. `centers`: only these, for the floor; null: all. */
export interface TokenWanted { name: string; role: Role; boundTo: MerchantId | null; centers: readonly CenterId[] | null; scopes: readonly string[]; expiresAt: Instant | null }

const OPERATORS: ReadonlySet<Role> = new Set<Role>(['administrator', 'warehouse'])
/** How often the time of the last use is written. */
const SEEN_MS = 300_000
const WRITTEN = /^[Bb]earer +cd_([0-9a-f-]{36})_([A-Za-z0-9_-]{43})$/

export class BadToken extends Error {
  override readonly name = 'BadToken'
}

/**
 * A new token under `id`. Made again under the same id, because the first answer never came, it is that one with a new secret: nobody has the old
 * one. `secret` is shown once: only its SHA-256 is kept, which suffices for 256 random bits (I35). Throws BadToken for
 * a role that does not fit its binding.
 */
export async function createToken(hub: Hub, wanted: TokenWanted, by: Actor | null = null, id: string = hub.random.id()): Promise<{ token: Stored<'tokens'>; secret: string }> {
  if (!ROLES.includes(wanted.role)) throw new BadToken(`there is no role "${String(wanted.role)}"`)
  if (OPERATORS.has(wanted.role) !== (wanted.boundTo === null)) {
    throw new BadToken(`a token of role ${wanted.role} ${wanted.boundTo === null ? 'has to be bound to a merchant' : 'is bound to no merchant'}`)
  }
  const secret = Buffer.from(hub.random.bytes(32)).toString('base64url')
  const now = hub.clock.now()
  const token: ApiToken = {
    ...wanted, id, version: 0, createdAt: now, updatedAt: now, hash: sha256(secret).toString('hex'),
    centers: wanted.centers ? [...wanted.centers] : null, scopes: [...wanted.scopes], revokedAt: null, lastUsedAt: null,
  }
  const there = await hub.store.get('tokens', null, id)
  const isMine = there !== null && there.lastUsedAt === null && there.revokedAt === null && there.boundTo === wanted.boundTo
  const written = isMine ? await hub.store.replace('tokens', { ...token, createdAt: there.createdAt, version: there.version }) : await hub.store.insert('tokens', token)
  if (written.is !== 'done') throw new BadToken('the id of the new token is taken')
  await note(hub, by, token, 'token.created', { role: token.role })
  return { token: { ...token, version: written.version, writeId: written.writeId }, secret: `cd_${token.id}_${secret}` }
}

/**
 * Who sends this `Authorization` header, or null: no token, not ours, revoked, expired. Nothing tells which, neither the answer
 * nor the time of the comparison. A token that was revoked fails at once, in all processes.
 */
export async function authenticate(hub: Hub, header: string | undefined): Promise<Actor | null> {
  const [, id, secret] = WRITTEN.exec(header ?? '') ?? []
  if (id === undefined || secret === undefined) return null
  const token = await hub.store.get('tokens', null, id)
  const isRight = timingSafeEqual(sha256(secret), token ? Buffer.from(token.hash, 'hex') : sha256('nobody'))
  if (!token || !isRight) return null
  const now = hub.clock.now()
  if (token.revokedAt !== null || (token.expiresAt !== null && token.expiresAt <= now)) return null
  await markUsed(hub, token, now)
  return { is: 'token', id: token.id, role: token.role, merchantId: token.boundTo, centers: token.centers, scopes: token.scopes }
}

/** In the feed of its merchant, or in the 3PL's. */
async function note(hub: Hub, by: Actor | null, { id, boundTo }: ApiToken, kind: 'token.created' | 'token.revoked', detail: Record<string, string> = {}): Promise<void> {
  if (by && boundTo !== null) await noted(hub, { actor: by, merchantId: boundTo }, `token:${id}`, kind, [], detail)
  else await notedOf3pl(hub, by, `token:${id}`, kind, [], detail)
}

/** Ends it for good. False: there is no such token, or another merchant's where `boundTo` says whose. */
export async function revokeToken(hub: Hub, id: string, boundTo?: MerchantId, by: Actor | null = null): Promise<boolean> {
  for (;;) {
    const token = await hub.store.get('tokens', null, id)
    if (!token || (boundTo !== undefined && token.boundTo !== boundTo)) return false
    if (token.revokedAt !== null) return true
    const now = hub.clock.now()
    const written = await hub.store.replace('tokens', { ...token, revokedAt: now, updatedAt: now })
    if (written.is !== 'done') continue
    await note(hub, by, token, 'token.revoked')
    return true
  }
}

/** A hint for people: that it was not written stops nobody. */
async function markUsed(hub: Hub, token: Stored<'tokens'>, now: Instant): Promise<void> {
  if (token.lastUsedAt !== null && now - token.lastUsedAt < SEEN_MS) return
  try {
    await hub.store.replace('tokens', { ...token, lastUsedAt: now })
  } catch (error) {
    hub.log.warn('token_use_not_noted', { token: token.id, code: error instanceof Error ? error.name : 'unknown' })
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
