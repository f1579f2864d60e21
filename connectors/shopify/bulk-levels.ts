import { z } from 'zod'
import type { LevelUpdate } from '../../core/model/drafts.ts'
import type { Instant } from '../../core/model/ids.ts'
import { type Asked, type Host, type Outcome, VendorError } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { BULK, RUN_BULK, SET_LEVELS, STAGE_UPLOAD } from './documents.ts'
import type { Files } from './files.ts'
import { keyOf } from './idempotency.ts'
import { judge, linesOf, type Row, variablesOf } from './level-lines.ts'
import { UserErrors } from './wire.ts'

const POLL_MS = 5_000

/** Ends of an operation whose result is not to be had: what the store shows decides then. */
const LOST = new Set(['FAILED', 'CANCELED', 'EXPIRED'])
/** Nothing began; it may be tried again later. Other refusals are of the mutation or the file, and ours to mend. */
const LATER = new Set(['OPERATION_IN_PROGRESS', 'LIMIT_REACHED', 'INTERNAL_FILE_SERVER_ERROR', 'NO_SUCH_FILE'])

const Line = z.object({ __lineNumber: z.int(), data: z.object({ inventorySetQuantities: z.object({ userErrors: UserErrors }).nullish() }).nullish() })

/** Stages a file of 250 numbers a line, and has the mutation carried out for each. All of them are `later`, under the operation's id. */
export async function sendInBulk(client: Client, files: Files, host: Host, updates: readonly LevelUpdate[], signal: AbortSignal): Promise<Outcome[]> {
  const lines = linesOf(updates).map((part) => JSON.stringify(variablesOf(part, 0)))
  const staged = (await client.write(STAGE_UPLOAD, { filename: 'levels.jsonl' }, signal)).stagedUploadsCreate
  const target = staged?.stagedTargets?.[0]
  const path = target?.parameters.find(({ name }) => name === 'key')?.value
  if (!target || path === undefined) throw new VendorError('unavailable', 'no', `${STAGE_UPLOAD.name}: ${staged?.userErrors[0]?.message ?? 'no place to upload to'}`, { code: 'file_not_moved' })
  await files.upload(target, lines.join('\n'), signal)
  const run = (await client.write(RUN_BULK, { mutation: SET_LEVELS.document, path, client: keyOf(lines) }, signal)).bulkOperationRunMutation
  const [error] = run?.userErrors ?? []
  if (error) throw LATER.has(error.code ?? '') ? new VendorError('unavailable', 'no', error.message, { code: 'bulk_not_begun' }) : new VendorError('rejected', 'yes', error.message, { code: 'bulk_refused' })
  const handle = run?.bulkOperation?.id
  if (!handle) throw new VendorError('malformed', 'maybe', `${RUN_BULK.name}: neither an operation nor a reason`, { code: 'unexpected_shape' })
  return later(updates, handle, host.now())
}

/** What became of them; null: the operation cannot say, the levels have to. "Completed" says nothing of a line: each has errors of its own. */
export async function askInBulk(client: Client, files: Files, host: Host, updates: readonly LevelUpdate[], handle: string, signal: AbortSignal): Promise<Asked[] | null> {
  const bulk = (await client.read(BULK, { id: handle }, signal)).data.bulkOperation
  if (!bulk || LOST.has(bulk.status) || (bulk.status === 'COMPLETED' && !bulk.url)) return null
  if (bulk.status !== 'COMPLETED' || !bulk.url) return later(updates, handle, host.now())
  const results = new Map((await files.download(bulk.url, signal)).split('\n').flatMap((text) => {
    const line = Line.safeParse(parsed(text)).data
    return line ? [[line.__lineNumber, line] as const] : []
  }))
  const outcomes = new Map(linesOf(updates).flatMap((rows, at) => [...outcomesOf(rows, results.get(at))]))
  return updates.map((update) => outcomes.get(update) ?? { is: 'absent' })
}

/** One bad number refuses its line: it has its reason, and the others of the line did not arrive and go again. */
function outcomesOf(rows: readonly Row[], line: z.infer<typeof Line> | undefined): ReadonlyMap<LevelUpdate, Asked> {
  const errors = line?.data?.inventorySetQuantities?.userErrors
  return !errors || errors.some(({ code }) => code?.startsWith('IDEMPOTENCY_')) ? new Map() : judge(rows, errors).outcomes
}

const later = (updates: readonly LevelUpdate[], handle: string, now: Instant): (Outcome & Asked)[] => updates.map(() => ({ is: 'later', handle, notBefore: now + POLL_MS }))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
