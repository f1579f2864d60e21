import { GraphQLError, parse } from 'graphql'
import { type EmulatorReply, jsonReply } from '../../kit/emulator/exchange.ts'
import type { Context } from './context.ts'
import { gid } from './gid.ts'
import type { Shop, UserError } from './model.ts'
import { iso } from './world.ts'

/** Where results are got from; the address is signed at Shopify, so no token is asked for. */
export const RESULTS = '/bulk-results/'

interface RunArguments { readonly mutation: string; readonly stagedUploadPath: string; readonly clientIdentifier?: string | null }
export interface Bulk {
  readonly id: number
  readonly createdAt: number
  readonly base: string
  completedAt: number | null
  status: 'CREATED' | 'RUNNING' | 'COMPLETED' | 'FAILED'
  errorCode: 'INTERNAL_SERVER_ERROR' | null
  result: string
  lines: number
}

/** At once for an app at a shop from 2026-01 on (A4). */
const AT_ONCE = 5
const MOST_BYTES = 100 * 1024 * 1024
/** How long one takes is said nowhere: our guess, a start and a time for each line. */
const START_MS = 2_000
const LINE_MS = 200

/** Begins to carry a mutation out once for each line of a file. Texts: observed-errors-and-costs.json, bulkOperationRunMutation. */
export function runInBulk(context: Context, args: RunArguments): Record<string, unknown> {
  const { world, shop, base } = context
  const error = refusal(shop, args)
  if (error) {
    context.outcome = 'refused'
    return { bulkOperation: null, userErrors: [error] }
  }
  const lines = (shop.uploads.get(args.stagedUploadPath)?.content ?? '').split('\n').filter((line) => line.trim() !== '')
  const bulk: Bulk = { id: world.id(), createdAt: world.clock.now(), base, completedAt: null, status: 'CREATED', errorCode: null, result: '', lines: 0 }
  shop.bulks.set(bulk.id, bulk)
  const next = (at: number): void => {
    const line = lines[at]
    bulk.status = 'RUNNING'
    if (line === undefined) {
      bulk.status = 'COMPLETED'
      bulk.completedAt = world.clock.now()
      world.emit(shop, 'BULK_OPERATIONS_FINISH', () => ({ admin_graphql_api_id: gid('BulkOperation', bulk.id), completed_at: iso(bulk.completedAt ?? 0), created_at: iso(bulk.createdAt), error_code: null, status: 'completed', type: 'mutation' }))
      return
    }
    // One line that fails, fails alone: the operation completes all the same.
    bulk.result += `${JSON.stringify({ ...context.carryOut(args.mutation, line), __lineNumber: at })}\n`
    bulk.lines += 1
    world.clock.after(LINE_MS, () => next(at + 1))
  }
  world.clock.after(START_MS, () => next(0))
  return { bulkOperation: bulk, userErrors: [] }
}

function refusal(shop: Shop, { mutation, stagedUploadPath, clientIdentifier }: RunArguments): UserError | null {
  const invalid = (field: readonly string[] | null, message: string, code: string | null = 'INVALID_MUTATION'): UserError => ({ field, message, code })
  const length = clientIdentifier?.length ?? 10
  if (length < 10) return invalid(['clientIdentifier'], 'is too short (minimum is 10 characters)')
  if (length > 255) return invalid(['clientIdentifier'], 'is too long (maximum is 255 characters)')
  const why = mutationFault(mutation)
  if (why) return why
  const running = [...shop.bulks.values()].filter(({ status }) => status === 'CREATED' || status === 'RUNNING')
  if (running.length >= AT_ONCE) return invalid(null, `A bulk mutation operation for this app and shop is already in progress: ${running.map(({ id }) => gid('BulkOperation', id)).join(', ')}.`, 'OPERATION_IN_PROGRESS')
  const content = shop.uploads.get(stagedUploadPath)?.content ?? null
  if (content === null) return invalid(null, "The JSONL file could not be found. Try uploading the file again, and check that you've entered the URL correctly for the stagedUploadPath mutation argument.", 'NO_SUCH_FILE')
  if (content.trim() === '') return invalid(null, 'The input file is empty.', 'INVALID_STAGED_UPLOAD_FILE')
  if (Buffer.byteLength(content) > MOST_BYTES) return invalid(null, 'The input file size exceeds the maximum allowed size of 100 MB.', 'INVALID_STAGED_UPLOAD_FILE')
  return null
}

function mutationFault(text: string): UserError | null {
  try {
    const [operation] = parse(text).definitions
    if (operation?.kind !== 'OperationDefinition' || operation.operation !== 'mutation') return { field: null, code: 'INVALID_MUTATION', message: 'Invalid operation type. Only `mutation` operations are supported.' }
    return operation.selectionSet.selections.length === 1 ? null : { field: ['mutation'], code: null, message: 'You must specify a single top level mutation.' }
  } catch (error) {
    return { field: null, code: 'INVALID_MUTATION', message: `Failed to parse the mutation - ${error instanceof GraphQLError ? error.message : 'syntax error'}` }
  }
}

export const BULK_FIELDS = {
  BulkOperation: {
    id: ({ id }: Bulk) => gid('BulkOperation', id),
    createdAt: ({ createdAt }: Bulk) => iso(createdAt),
    completedAt: ({ completedAt }: Bulk) => (completedAt === null ? null : iso(completedAt)),
    fileSize: ({ status, result }: Bulk) => (status === 'COMPLETED' ? String(Buffer.byteLength(result)) : null),
    objectCount: ({ lines }: Bulk) => String(lines),
    url: ({ id, base, status }: Bulk) => (status === 'COMPLETED' ? `${base}${RESULTS}${id}.jsonl` : null),
    partialDataUrl: ({ id, base, status, result }: Bulk) => (status === 'FAILED' && result !== '' ? `${base}${RESULTS}${id}.jsonl` : null),
  },
}

/** The result of an operation, line by line. */
export function bulkResult(shops: Iterable<Shop>, path: string): EmulatorReply {
  const id = Number(/(\d+)\.jsonl$/.exec(path)?.[1])
  const bulk = [...shops].map(({ bulks }) => bulks.get(id)).find((found) => found !== undefined)
  return (bulk?.completedAt ?? null) === null ? jsonReply(404, { errors: 'Not Found' }) : { status: 200, headers: { 'content-type': 'application/jsonl' }, body: bulk?.result ?? '' }
}
