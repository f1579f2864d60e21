import { execute, type ExecutionResult } from 'graphql'
import { type EmulatorReply, jsonReply } from '../../kit/emulator/exchange.ts'
import type { Complaint } from './complaints.ts'
import type { Context } from './context.ts'
import { actualCost, type Counted, MOST_COST, requestedCost } from './cost.ts'
import { type Described, prepare, type Prepared } from './document.ts'
import type { Shop } from './model.ts'
import { resolveField, SCHEMA } from './schema.ts'
import { variableComplaints } from './variables.ts'
import { API_VERSION } from './version.ts'

/** Answers a request that was read: refuses what is malformed, too costly or too much, else carries it out. */
export function answer(context: Context, prepared: Prepared, described: Described, variables: Readonly<Record<string, unknown>>): EmulatorReply {
  const { operation } = described
  const { document, fragments } = prepared
  if (prepared.complaints.length > 0) return refusal(context, 'invalid', prepared.complaints)
  if (!operation || !document) return refusal(context, 'invalid', [{ message: described.name === null ? 'An operation name is required' : `No operation named "${described.name}"`, extensions: { code: 'BAD_REQUEST' } }])
  const complaints = variableComplaints(operation, variables)
  if (complaints.length > 0) return refusal(context, 'invalid', complaints)

  const counted: Counted = { schema: SCHEMA, operation, fragments, variables }
  const requested = requestedCost(counted)
  if (requested > MOST_COST) return refusal(context, 'too_costly', [tooCostly(requested)])
  const { shop, world } = context
  if (!shop.bucket.take(requested, world.clock.now())) return throttled(context, requested)
  const result = execute({
    schema: SCHEMA, document, operationName: operation.name?.value, variableValues: variables, contextValue: context, rootValue: {}, fieldResolver: resolveField,
  }) as ExecutionResult
  const actual = actualCost(counted, result.data)
  shop.bucket.give(requested - actual)
  if (result.errors && context.outcome === 'ok') context.outcome = 'invalid'
  // An error's original message goes out; a fault of our own must be seen, not answered.
  for (const { originalError } of result.errors ?? []) if (originalError && originalError.name !== 'GraphQLError') throw originalError
  return reply({
    ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
    data: result.data ?? null,
    extensions: { cost: costOf(context, requested, actual) },
  })
}

/** One line of a bulk operation: no cost, and what is wrong with it stands in its own answer. */
export function carryOut(context: Context, text: string, line: string): { data?: unknown; errors?: unknown } {
  const { document, complaints } = prepare(text)
  if (!document || complaints.length > 0) return { errors: complaints }
  try {
    const result = execute({ schema: SCHEMA, document, variableValues: JSON.parse(line) as Record<string, unknown>, contextValue: { ...context, outcome: 'ok' }, rootValue: {}, fieldResolver: resolveField }) as ExecutionResult
    return { ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}), data: result.data ?? null }
  } catch (error) {
    return { errors: [{ message: error instanceof Error ? error.message : 'not JSON' }] }
  }
}

/** THROTTLED: HTTP 200 without data (A5). */
export function throttled(context: Context, requested: number | null): EmulatorReply {
  context.outcome = 'throttled'
  return reply({
    errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }],
    // The cost can be absent (A7, gotcha 2).
    ...(requested === null ? {} : { extensions: { cost: costOf(context, requested, null) } }),
  })
}

/** Wrong or no token: here `errors` is a string (A1). */
export function unauthorized(): EmulatorReply {
  return jsonReply(401, { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' })
}

function refusal(context: Context, outcome: string, errors: readonly Complaint[]): EmulatorReply {
  context.outcome = outcome
  return reply({ errors })
}

function reply(body: unknown): EmulatorReply {
  return jsonReply(200, body, { 'x-shopify-api-version': API_VERSION })
}

function costOf({ shop, world }: { readonly shop: Shop; readonly world: Context['world'] }, requested: number, actual: number | null): Record<string, unknown> {
  return { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: shop.bucket.status(world.clock.now()) }
}

function tooCostly(cost: number): Complaint {
  return {
    message: `Query cost is ${cost}, which exceeds the single query max cost limit (${MOST_COST}).`,
    extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: MOST_COST, documentation: 'https://shopify.dev/api/usage/rate-limits' },
  }
}
