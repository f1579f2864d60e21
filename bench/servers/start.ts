import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Target } from '../load/saturate.ts'

export interface Server extends Target {
  /** Resolves when the process has ended by itself, with all that it does at a stop. */
  stop(): Promise<void>
}

/** How long a server has to open, and to end. */
const PATIENCE_MS = 30_000

/** Starts a server of this folder as a process; what it says on stdout (a line a request, as in production) is thrown away. */
export async function startServer(name: 'echo' | 'hub' | 'inline', argument = '', execArgv: readonly string[] = []): Promise<Server> {
  const child = fork(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), [argument], { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  const first = await Promise.race([once(child, 'message'), ended.then(() => null)])
  clearTimeout(late)
  if (first === null) throw new Error(`the server "${name}" ended before it was open`)
  return {
    ...(first[0] as Target),
    stop: async () => {
      const tooLong = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      if (child.connected) child.disconnect()
      await ended
      clearTimeout(tooLong)
    },
  }
}
