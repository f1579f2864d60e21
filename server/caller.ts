import type { MerchantId } from '../core/model/ids.ts'
import { authenticate } from '../hub/access/tokens.ts'
import type { Hub } from '../hub/hub.ts'
import type { Caller } from './ask.ts'
import { notFound, Problem } from './problem.ts'

const BEARER = { 'www-authenticate': 'Bearer' }

/** Whose token it is. Garbage, unknown, expired and revoked are one answer: which of them it was is nobody's business. */
export async function callerOf(hub: Hub, authorization: string | undefined): Promise<Caller> {
  if (authorization === undefined) throw new Problem('unauthorized', 'Send a token: Authorization: Bearer cd_…', { headers: BEARER })
  const caller = await authenticate(hub, authorization)
  if (caller?.is !== 'token' && caller?.is !== 'user') throw new Problem('unauthorized', 'This token is not known, has expired or was revoked.', { headers: BEARER })
  return caller
}

/** The merchant a request acts for: the token's own, or the one an operator names. A foreign one is as missing as one that never was. */
export async function merchantOf(hub: Hub, caller: Caller, named: readonly unknown[], isNeeded: boolean): Promise<MerchantId | null> {
  const [first, ...others] = named.filter((name): name is MerchantId => typeof name === 'string')
  if (first !== undefined && others.some(other => other !== first)) throw new Problem('invalid_input', 'The address and the body name different merchants.', { fields: [{ field: 'merchantId', message: 'named twice, differently' }] })
  if (caller.merchantId !== null) {
    if (first !== undefined && first !== caller.merchantId) throw notFound()
    return caller.merchantId
  }
  if (first === undefined) {
    if (isNeeded) throw new Problem('merchant_required', 'Name the merchant: merchantId in the body, or ?merchantId= in the address.')
    return null
  }
  if (!await hub.store.get('merchants', null, first)) throw notFound()
  return first
}
