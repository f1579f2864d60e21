import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Sample } from '../arms.ts'
import type { Target } from '../load/saturate.ts'

export interface Server extends Target {
  /** One turn of load, with what the process computed for it. */
  under(load: () => Promise<Sample>): Promise<Sample>
  /** Resolves when the process has ended by itself, with all that it does at a stop. */
  stop(): Promise<void>
}

/** How long a server has to open, and to end. */
const PATIENCE_MS = 30_000

const FILES = {
  echo: new URL('./echo.ts', import.meta.url),
  hub: new URL('./hub.ts', import.meta.url),
  inline: new URL('./inline.ts', import.meta.url),
} as const

/** Starts a server of this folder as a process; what it says on stdout (a line a request, as in production) is thrown away. */
export async function startServer(name: keyof typeof FILES, folder = '', execArgv: readonly string[] = []): Promise<Server> {
  const child = fork(fileURLToPath(FILES[name]), [folder], { execArgv: [...execArgv], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  const first = await Promise.race([once(child, 'message'), ended.then(() => null)])
  clearTimeout(late)
  if (first === null) throw new Error(`the server "${name}" ended before it was open`)
  const cpu = async (): Promise<number> => {
    const told = once(child, 'message', { signal: AbortSignal.timeout(PATIENCE_MS) })
    child.send('cpu')
    return Number((await told)[0])
  }
  return {
    ...(first[0] as Target),
    under: async load => {
      const before = await cpu()
      const sample = await load()
      return { ...sample, cpu: sample.done === 0 ? null : (await cpu() - before) / sample.done }
    },
    stop: async () => {
      const tooLong = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
      if (child.connected) child.disconnect()
      await ended
      clearTimeout(tooLong)
    },
  }
}
