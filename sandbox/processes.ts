import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const path = (file: string): string => fileURLToPath(new URL(`../${file}`, import.meta.url))
type Variables = Record<string, string>

/** The demo's hub reads its own folder's settings, and nothing of whoever started the demo. */
const clean = (variables: Variables): NodeJS.ProcessEnv =>
  ({ ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CROSSDOCK_'))), ...variables })

/** Runs the command line in `folder` to its end; answers what it printed. Throws with its last words where it failed. */
export async function runCli(folder: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [path('cli/main.ts'), ...args], { cwd: folder, env: clean({ NO_COLOR: '1' }), stdio: ['ignore', 'pipe', 'pipe'] })
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`crossdock ${args.join(' ')} ended with ${String(code)}: ${err().trim() || out().trim()}`)
  return out()
}

/** The hub, in a process of its own. `ended` gives its exit code, null where a signal ended it. */
export interface HubProcess { readonly pid: number; readonly ended: Promise<number | null>; said(): string; stop(): Promise<void> }

/** Starts the hub from `.env` in `folder`, with `variables` beside it. Its log goes on in `hub.log` there. */
export function startHub(folder: string, variables: Variables): HubProcess {
  const child = spawn(process.execPath, ['--env-file=.env', path('app/main.ts')], { cwd: folder, env: clean(variables), stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const [out, err] = [collect(child.stdout), collect(child.stderr)]
  child.stdout.pipe(createWriteStream(join(folder, 'hub.log'), { flags: 'a', mode: 0o600 }))
  return {
    pid: child.pid ?? 0,
    ended,
    said: () => `${out()}${err()}`,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended
    },
  }
}

/** Below those that systems give to outgoing connections (Linux: from 32768), one of which could take it while the hub is started again. */
const PORTS = { from: 20_000, to: 32_000 }

/** A port that was free a moment ago, so that a hub that is started again has the same address. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = PORTS.from + Math.floor(Math.random() * (PORTS.to - PORTS.from))
    if (await isFree(port)) return port
  }
  throw new Error(`no port between ${PORTS.from} and ${PORTS.to} is free`)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const bound = await new Promise<boolean>(resolve => {
    server.once('error', () => resolve(false))
    server.listen(port, '0.0.0.0', () => resolve(true))
  })
  if (bound) await new Promise(resolve => server.close(resolve))
  return bound
}

/** Keeps the last 64 kB of what a stream says. */
function collect(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.on('data', (chunk: Buffer) => { text = (text + chunk.toString('utf8')).slice(-65_536) })
  return () => text
}
