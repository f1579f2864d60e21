import { createHash } from 'node:crypto'
import type { Instant, MerchantId } from '../../core/model/ids.ts'
import type { AccessToken } from '../../core/model/work.ts'
import { type Renewed, VendorError } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import type { Place } from '../secrets/vault.ts'

/** The token of one connection, as its calls see it. */
export interface Tokens {
  current(): Promise<string>
  /** The vendor does not take this one: the next `current` is another. */
  refused(token: string): void
}

/** Whose token it is. `credentialsSealed` tells credentials apart: a rotation seals them anew. */
export interface TokenOwner { readonly id: AccessToken['id']; readonly merchantId: MerchantId; readonly credentialsSealed: string }

const MINUTE = 60_000
/** Renewed so long before it expires, or at three quarters of a life that is shorter: a call that begins with it ends with it. */
const BEFORE_MS = 10 * MINUTE
/** Longer than a renewal may take: whoever claimed one and died holds the others up no longer. */
const CLAIM_MS = 45_000
const LOOK_MS = 200

const renewAt = (now: Instant, { expiresAt }: Renewed): Instant => expiresAt - Math.min(BEFORE_MS, (expiresAt - now) / 4)
const placeOf = ({ merchantId, id }: TokenOwner): Place => ({ merchantId, subject: id, field: 'token' })
const digestOf = ({ credentialsSealed }: TokenOwner): string => createHash('sha256').update(credentialsSealed).digest('base64url')

interface Held { readonly token: string; readonly renewAt: Instant; readonly expiresAt: Instant }

/**
 * The token that stands in the store, sealed, for every process. Who renews it claims that first by compare-and-swap: of several that see
 * it refused or about to expire one asks the vendor, and the others read what came of it.
 */
export function keptTokens(hub: Hub, owner: TokenOwner, renew: () => Promise<Renewed>): Tokens {
  let held: Held | null = null
  let bad: string | null = null
  let renewing: Promise<Held> | null = null
  return {
    current: async () => {
      if (held && held.token !== bad && hub.clock.now() < held.renewAt) return held.token
      renewing ??= renewed(hub, owner, renew, bad).finally(() => { renewing = null })
      held = await renewing
      return held.token
    },
    refused: (token) => { bad = token },
  }
}

async function renewed(hub: Hub, owner: TokenOwner, renew: () => Promise<Renewed>, bad: string | null): Promise<Held> {
  for (const end = hub.clock.now() + 2 * CLAIM_MS; hub.clock.now() < end;) {
    const record = await hub.store.get('accessTokens', owner.merchantId, owner.id)
    const there = await heldIn(hub, owner, record)
    const now = hub.clock.now()
    const usable = there !== null && there.token !== bad && now < there.expiresAt ? there : null
    if (usable && now < usable.renewAt) return usable
    if (record && record.claimedUntil > now) {
      // Another is getting it. What is still good is good enough meanwhile.
      if (usable) return usable
      await hub.clock.sleep(LOOK_MS)
      continue
    }
    const claimed = await claim(hub, owner, record)
    if (claimed) return renewClaimed(hub, owner, claimed, renew, usable)
  }
  throw new VendorError('unavailable', 'no', 'another process is getting a new token, and does not come to an end', { code: 'token_not_renewed' })
}

async function renewClaimed(hub: Hub, owner: TokenOwner, claimed: Stored<'accessTokens'>, renew: () => Promise<Renewed>, usable: Held | null): Promise<Held> {
  try {
    const fresh = await renew()
    return await keep(hub, owner, claimed, fresh)
  } catch (error) {
    await hub.store.replace('accessTokens', { ...claimed, claimedUntil: 0 })
    // Weather: what is not expired yet does for now, and the next call tries again.
    if (usable && error instanceof VendorError && error.kind !== 'auth') {
      hub.log.warn('token_not_renewed', { connectionId: owner.id, merchantId: owner.merchantId, code: error.code })
      return usable
    }
    throw notSent(error)
  }
}

async function keep(hub: Hub, owner: TokenOwner, claimed: Stored<'accessTokens'>, fresh: Renewed): Promise<Held> {
  const held: Held = { token: fresh.token, expiresAt: fresh.expiresAt, renewAt: renewAt(hub.clock.now(), fresh) }
  const sealed = await hub.vault.sealField(placeOf(owner), held.token)
  const written = await hub.store.replace('accessTokens', { ...claimed, of: digestOf(owner), sealed, renewAt: held.renewAt, expiresAt: held.expiresAt, claimedUntil: 0 })
  hub.log.info('token_renewed', { connectionId: owner.id, merchantId: owner.merchantId })
  // The claim ran out and another won: both are good at the vendor, and the next look finds the winner's.
  return written.is === 'done' ? held : { ...held, renewAt: 0 }
}

async function claim(hub: Hub, owner: TokenOwner, record: Stored<'accessTokens'> | null): Promise<Stored<'accessTokens'> | null> {
  const claimedUntil = hub.clock.now() + CLAIM_MS
  const next: AccessToken = record ? { ...record, claimedUntil } : { id: owner.id, merchantId: owner.merchantId, version: 0, of: digestOf(owner), sealed: null, renewAt: 0, expiresAt: 0, claimedUntil }
  const written = await (record ? hub.store.replace('accessTokens', next) : hub.store.insert('accessTokens', next))
  return written.is === 'done' ? { ...next, version: written.version, writeId: written.writeId } : null
}

async function heldIn(hub: Hub, owner: TokenOwner, record: Stored<'accessTokens'> | null): Promise<Held | null> {
  if (!record || record.sealed === null || record.of !== digestOf(owner)) return null
  return { token: await hub.vault.openField(placeOf(owner), record.sealed), renewAt: record.renewAt, expiresAt: record.expiresAt }
}

/** The call that wanted the token has not left. */
function notSent(error: unknown): unknown {
  return error instanceof VendorError && error.sent !== 'no' ? new VendorError(error.kind, 'no', error.message, { code: error.code, retryAfter: error.retryAfter, cause: error.cause }) : error
}

/** The token of credentials that are only tried: in memory, until `keep` puts it where the connection's own is looked for. */
export interface TriedTokens extends Tokens { keep(hub: Hub, owner: TokenOwner): Promise<void> }

export function triedTokens(now: () => Instant, renew: () => Promise<Renewed>): TriedTokens {
  let held: Renewed | null = null
  return {
    current: async () => {
      if (held === null || now() >= held.expiresAt) held = await renew().catch((error: unknown) => { throw notSent(error) })
      return held.token
    },
    refused: () => { held = null },
    keep: async (hub, owner) => {
      if (held === null) return
      const claimed = await claim(hub, owner, await hub.store.get('accessTokens', owner.merchantId, owner.id))
      if (claimed) await keep(hub, owner, claimed, held)
    },
  }
}

/** Of a connection that has ended. */
export async function forgetToken(hub: Hub, { merchantId, id }: Pick<TokenOwner, 'id' | 'merchantId'>): Promise<void> {
  const record = await hub.store.get('accessTokens', merchantId, id)
  if (record) await hub.store.remove('accessTokens', merchantId, id, record.version)
}
