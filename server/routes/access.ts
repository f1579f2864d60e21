import type { ApiToken } from '../../core/model/work.ts'
import { BadToken, createToken, revokeToken } from '../../hub/access/tokens.ts'
import type { CenterId, MerchantId } from '../../core/model/ids.ts'
import { paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { notFound, Problem } from '../problem.ts'
import type { Answer } from '../schema.ts'

const tokenView = (token: ApiToken): Answer<'revokeToken'> => ({
  id: token.id, merchantId: token.boundTo, version: token.version, createdAt: time(token.createdAt), updatedAt: time(token.updatedAt), name: token.name, role: token.role,
  centers: token.centers, scopes: token.scopes, expiresAt: timeOr(token.expiresAt), revokedAt: timeOr(token.revokedAt), lastUsedAt: timeOr(token.lastUsedAt),
})

const OPERATORS: readonly string[] = ['administrator', 'warehouse']

export const accessRoutes = (version: string): Handlers => ({
  getSession: async ({ hub, caller, merchantId }) => {
    const token = await hub.store.get('tokens', null, caller.id)
    return {
      token: { id: caller.id, name: token?.name ?? caller.id, role: caller.role, scopes: [...caller.scopes], centers: caller.centers && [...caller.centers] },
      merchantId, hub: { version, publicUrl: hub.publicUrl },
    }
  },

  listTokens: async ({ hub, merchantId, query }) => {
    return paged(merchantId === null ? await hub.store.list('everyToken', {}, pageOf(query)) : await hub.store.list('tokensOfMerchant', { boundTo: merchantId }, pageOf(query)), tokenView)
  },

  createToken: async ({ hub, caller, merchantId, body, newId }) => {
    // A merchant makes none for the 3PL, and nobody one that may do more than their own.
    if (caller.merchantId !== null && OPERATORS.includes(body.role)) throw new Problem('forbidden', 'A merchant\'s token cannot make one for the 3PL.')
    const isWider = caller.scopes.length > 0 && (body.scopes.length === 0 || body.scopes.some(scope => !caller.scopes.includes(scope)))
    if (isWider) throw new Problem('forbidden', 'A token cannot make one with more scopes than its own.')
    const boundTo: MerchantId | null = OPERATORS.includes(body.role) ? null : merchantId
    const centers = (body.centers ?? null) as CenterId[] | null
    // Centers are no merchant's: which one is not there may be said.
    const known = centers && await hub.store.getMany('centers', null, centers)
    const unknown = centers?.filter((_id, at) => known?.[at] === null) ?? []
    if (unknown.length > 0) throw new Problem('invalid_input', `There is no center ${unknown.join(', ')}. GET /v1/centers lists them.`, { fields: unknown.map(id => ({ field: 'centers', message: `unknown: ${id}` })) })
    try {
      const { token, secret } = await createToken(hub, { name: body.name, role: body.role, boundTo, centers, scopes: body.scopes, expiresAt: body.expiresAt ?? null }, caller, newId)
      return { ...tokenView(token), token: secret }
    } catch (error) {
      if (error instanceof BadToken) throw new Problem('invalid_input', `This token cannot be made: ${error.message}.`, { fields: [{ field: 'role', message: error.message }] })
      throw error
    }
  },

  revokeToken: async ({ hub, caller, params }) => {
    const isDone = await revokeToken(hub, params.id, caller.merchantId ?? undefined, caller)
    const token = isDone ? await hub.store.get('tokens', null, params.id) : null
    if (!token) throw notFound()
    return tokenView(token)
  },
})
