import { GraphQLError } from 'graphql'

const failure = (code: string, message: string, more: Record<string, unknown> = {}): GraphQLError =>
  new GraphQLError(message, { extensions: { code, ...more } })

/** A malformed gid, or one of another type (fulfillment-create-invalid-id.json). */
export const invalidId = (): GraphQLError => failure('RESOURCE_NOT_FOUND', 'invalid id')

export const badRequest = (message: string): GraphQLError => failure('BAD_REQUEST', message)

/** product-update-tag-normalization.json, limits page. */
export const tooMany = (size: number, most: number): GraphQLError =>
  failure('MAX_INPUT_SIZE_EXCEEDED', `The input array size of ${size} is greater than the maximum allowed of ${most}.`)

/** inventory-quantity-contracts-2026-04.json */
export const missingArgument = (type: string, name: string): GraphQLError =>
  failure('INVALID_FIELD_ARGUMENTS', `${type} must include the following argument: ${name}.`)

/** inventory-quantity-contracts-2026-04.json, location-lifecycle-validation.json */
export const notIdempotent = (): GraphQLError =>
  badRequest('The @idempotent directive is required for this mutation but was not provided.')

/** fulfillment-order-hold-validation.json; `requiredAccess` is the published text. */
export const denied = (field: string, requiredAccess: string): GraphQLError =>
  failure('ACCESS_DENIED', `Access denied for ${field} field. Required access: ${requiredAccess}`, {
    documentation: 'https://shopify.dev/api/usage/access-scopes', requiredAccess,
  })
