import { getDirectiveValues, GraphQLDirective, type GraphQLResolveInfo } from 'graphql'
import type { Context } from './context.ts'
import { badRequest, notIdempotent } from './failures.ts'
import type { UserError } from './model.ts'

export type Payload = Record<string, unknown> & { readonly userErrors: readonly UserError[] }

/**
 * Carries a mutation out once per idempotency key. Required from 2026-04, though the SDL does not say so (A4). The same
 * key with the same parameters gets the same answer without a second effect; with others a mismatch; after a refusal
 * "a new key is needed". How long keys are kept is not documented: here for ever, unless the fault `forgetKeys` strikes.
 */
export function once(context: Context, info: GraphQLResolveInfo, params: unknown, nulled: string, run: () => Payload): Payload {
  const { shop, world } = context
  const id = `${info.fieldName}:${keyOf(info)}`
  const text = JSON.stringify(params)
  const known = world.random.chance(world.faults.of(shop.domain).forgetKeys) ? undefined : shop.keys.get(id)
  if (known) {
    context.outcome = known.params === text && !known.failed ? 'replayed' : 'refused'
    if (known.params !== text) return { [nulled]: null, userErrors: [MISMATCH] }
    return known.failed ? { [nulled]: null, userErrors: [FAILED_BEFORE] } : (known.answer as Payload)
  }
  const answer = run()
  const failed = answer.userErrors.length > 0
  if (failed) context.outcome = 'refused'
  shop.keys.set(id, { params: text, answer, failed })
  return answer
}

/** Texts: the enum's own descriptions. */
const MISMATCH: UserError = {
  field: null, code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH', message: 'The same idempotency key cannot be used with different operation parameters.',
}
const FAILED_BEFORE: UserError = {
  field: null, code: 'IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED', message: 'A previous request with this idempotency key failed. Retry with a new idempotency key.',
}

function keyOf(info: GraphQLResolveInfo): string {
  const directive = info.schema.getDirective('idempotent')
  const [node] = info.fieldNodes
  const values = directive instanceof GraphQLDirective && node ? getDirectiveValues(directive, node, info.variableValues) : undefined
  if (!values) throw notIdempotent()
  const key = String(values['key'])
  // "The idempotency key cannot be an empty string or whitespace only" (the directive's description).
  if (key.trim() === '') throw badRequest('The idempotency key cannot be an empty string or whitespace only.')
  return key
}
