import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const path = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))

/** Runs the hub's command line to its end; answers what it printed. Throws with its last words where it failed. */
export async function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, [path('cli/main.ts'), ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`crossdock ${args.join(' ')} ended with ${String(code)}: ${err().trim() || out().trim()}`)
  return out()
}

/** The hub, in a process of its own. */
export interface HubProcess { readonly pid: number; readonly ended: Promise<number | null>; log(): string; stop(): Promise<void> }

export function startHub(env: NodeJS.ProcessEnv, quiet: boolean): HubProcess {
  const child: ChildProcess = spawn(process.execPath, [path('app/main.ts')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const log = collect(child.stdout)
  const errors = collect(child.stderr)
  if (!quiet) child.stderr?.pipe(process.stderr)
  return {
    pid: child.pid ?? 0,
    ended,
    log: () => `${log()}${errors()}`,
    stop: async () => {
      if (child.exitCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

/** Keeps the last 64 kB of what a stream says. */
function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = ''
  stream?.on('data', (chunk: Buffer) => { text = (text + chunk.toString('utf8')).slice(-65_536) })
  return () => text
}
