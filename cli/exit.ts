import type { Answer } from '../server/schema.ts'

/** What a script may rely on (docs/cli.md). */
export const EXIT = { done: 0, fault: 1, usage: 2, environment: 3, notFound: 4, refused: 5, conflict: 6, partly: 7, unavailable: 8, checksFailed: 9, interrupted: 130 } as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

export const EXIT_MEANS: Readonly<Record<Exit, string>> = {
  0: 'done', 1: 'unexpected fault (the report id is printed)', 2: 'wrong use (flag, argument)', 3: 'configuration or environment is wrong', 4: 'not found', 5: 'refused: permission',
  6: 'conflict, or the state forbids it', 7: 'partly done (some rows failed; the list is on stdout)', 8: 'hub or vendor unavailable or throttled; safe to repeat', 9: 'checks failed', 130: 'interrupted',
}

export interface More { hint?: string; requestId?: string; cause?: unknown; fields?: readonly { field: string; message: string }[]; checks?: Answer<'checkConnection'>['checks'] }

/** Says what, why and what next. */
export class CliError extends Error {
  readonly exit: Exit
  readonly code: string
  readonly hint: string | null
  readonly requestId: string | null
  /** Of input that was refused: which fields, and what is wrong with each. */
  readonly fields: NonNullable<More['fields']>
  /** What the vendor was found to say. */
  readonly checks: NonNullable<More['checks']>
  constructor(exit: Exit, code: string, message: string, more: More = {}) {
    super(message, { cause: more.cause })
    this.name = 'CliError'
    this.exit = exit
    this.code = code
    this.hint = more.hint ?? null
    this.requestId = more.requestId ?? null
    this.fields = more.fields ?? []
    this.checks = more.checks ?? []
  }
}

const BY_STATUS: Readonly<Record<number, Exit>> = { 400: EXIT.usage, 401: EXIT.refused, 403: EXIT.refused, 404: EXIT.notFound, 409: EXIT.conflict, 410: EXIT.notFound, 412: EXIT.conflict, 413: EXIT.usage, 415: EXIT.usage, 422: EXIT.conflict, 428: EXIT.usage, 429: EXIT.unavailable, 500: EXIT.fault, 502: EXIT.unavailable, 503: EXIT.unavailable }

export const exitOf = (status: number): Exit => BY_STATUS[status] ?? EXIT.fault
