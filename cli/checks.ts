import type { Answer } from '../server/schema.ts'
import { type Flags, type Io, paint, type Streams } from './io.ts'
import { commandFor } from './next.ts'

export type Check = Answer<'checkConnection'>['checks'][number]

const MARK = { ok: ['green', '✓'], warning: ['yellow', '!'], fault: ['red', '✗'] } as const

/** One line for each, and what to do about it below, with the command where `connection` has one for it. Under --json the caller prints the whole object. */
export function checks(io: Io, flags: Flags, found: readonly Check[], connection: string | null = null): void {
  if (flags.json) {
    for (const check of found) io.out(`${JSON.stringify(check)}\n`)
    return
  }
  for (const check of found) io.out(flags.plain ? `${check.is}\t${check.code}\t${check.title}\t${check.detail ?? ''}\n` : checkLines(io, check, connection))
}

/** What goes well needs no paragraph: --json and --plain have all of it. A fault is shown whole. */
const ENOUGH = 80
const brief = ({ is, detail }: Check): string | undefined => (is === 'ok' && detail !== undefined && detail.length > ENOUGH ? `${detail.slice(0, ENOUGH)}…` : detail)

/** A finding, and below it what to do about it. */
export function checkLines(io: Streams, check: Check, connection: string | null = null): string {
  const [colour, mark] = MARK[check.is]
  const next = check.is === 'ok' ? [] : [check.fix, connection === null ? null : commandFor(check, connection)].filter(line => line)
  return `  ${paint(io, colour, mark)} ${check.title}${check.detail ? `  ${brief(check)}` : ''}\n${next.map(line => `      ${line}\n`).join('')}`
}
