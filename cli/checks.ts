import type { Answer } from '../server/schema.ts'
import { type Flags, type Io, paint, type Streams } from './io.ts'

export type Check = Answer<'checkConnection'>['checks'][number]

const MARK = { ok: ['green', '✓'], warning: ['yellow', '!'], fault: ['red', '✗'] } as const

/** One line for each, and what to do about it below. Under --json the caller prints the whole object. */
export function checks(io: Io, flags: Flags, found: readonly Check[]): void {
  if (flags.json) {
    for (const check of found) io.out(`${JSON.stringify(check)}\n`)
    return
  }
  for (const check of found) io.out(flags.plain ? `${check.is}\t${check.code}\t${check.title}\t${check.detail ?? ''}\n` : checkLines(io, check))
}

/** A finding, and below it what to do about it. */
export function checkLines(io: Streams, check: Check): string {
  const [colour, mark] = MARK[check.is]
  return `  ${paint(io, colour, mark)} ${check.title}${check.detail ? `  ${check.detail}` : ''}\n${check.fix && check.is !== 'ok' ? `      ${check.fix}\n` : ''}`
}
