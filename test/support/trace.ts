import { execFileSync } from 'node:child_process'
import type { TestContext } from 'vitest'
import { lacking } from './need.ts'

/** What to put before a command so that these of its calls are written to `file`; it stays the process that was started, and takes its signals itself. */
export const tracing = (calls: readonly string[], file: string): [string, ...string[]] => ['strace', '-D', '-f', '-qq', '-y', '-s', '64', '-e', `trace=${calls.join()}`, '-e', 'signal=none', '-o', file]

/** Skips where nobody may trace, by name. */
export function needStrace(ctx: Pick<TestContext, 'skip'>): void {
  try {
    const [command, ...args] = [...tracing(['write'], '/dev/null'), 'true']
    execFileSync(command, args, { stdio: 'ignore' })
  } catch {
    lacking(ctx, 'strace', 'strace is not here, or may not trace: nobody counts the fsyncs')
  }
}

/** One call of a thread, whole: `fdatasync(17<…/hub.db-wal>) = 0`. */
export interface Call { readonly thread: string; readonly text: string }

/** Calls in the order of their ends. One that another thread's cut in two (`<unfinished ...>`, `<... resumed>`) is made whole. */
export function callsOf(trace: string): Call[] {
  const begun = new Map<string, string>()
  return trace.split('\n').flatMap((line) => {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const [, beginning] = /^(.*?) ?<unfinished \.\.\.>$/.exec(text) ?? []
    if (beginning !== undefined) begun.set(thread, beginning)
    if (thread === '' || beginning !== undefined) return []
    return [{ thread, text: text.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(thread) ?? '') }]
  })
}
