import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { compose, type Running } from '../../../app/compose.ts'
import { connectors } from '../../../app/hub.ts'
import { install } from '../../../app/install.ts'
import { settingsOf, type Variables } from '../../../config/load.ts'
import type { Hub } from '../../../hub/hub.ts'
import { freePort } from '../../../sandbox/processes.ts'
import { until } from './until.ts'

/** A hub that can be stopped and started again on the same store and port. */
export interface TestedHub {
  readonly url: string
  readonly adminToken: string
  readonly storeFile: string
  /** The hub's insides, where it runs in this process: for looking only. */
  inside(): Hub
  start(): Promise<void>
  /** Stops it as its operator does; answers its exit code, null where it runs in this process. */
  stop(): Promise<number | null>
  /** SIGKILL, where it is a process of its own. */
  kill(): Promise<void>
  pid(): number
  /** What it wrote, where it is a process of its own. */
  said(): string
}

export interface HubOptions {
  folder: string
  as: 'here' | 'process'
  variables: Readonly<Record<string, string>>
  /** What comes before its command, where it is a process of its own: a tracer. */
  under?: readonly string[]
}

/** Installs a hub in the folder as `crossdock init` does; it is not started yet. */
export async function installHub({ folder, as, variables, under = [] }: HubOptions): Promise<TestedHub> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const storeFile = join(folder, 'hub.db')
  const { file, token } = await install(folder, { store: `sqlite:${storeFile}`, port: String(port), publicUrl: url })
  const all = { ...parseEnv(readFileSync(file, 'utf8')), ...variables } as Record<string, string>
  const runs = as === 'here' ? here(all) : apart(folder, all, under)
  const start = async (): Promise<void> => {
    await runs.start()
    await until(async () => (await fetch(`${url}/health/ready`)).ok, { for: 'a hub that is ready', within: 60_000, stands: runs.said })
  }
  return { ...runs, url, adminToken: token, storeFile, start }
}

type Runs = Pick<TestedHub, 'inside' | 'start' | 'stop' | 'kill' | 'pid' | 'said'>

function here(variables: Variables): Runs {
  let running: Running | null = null
  return {
    inside: () => {
      if (!running) throw new Error('the hub does not run')
      return running.hub
    },
    start: async () => { running = await compose(settingsOf(variables, [...connectors.keys()])) },
    stop: async () => {
      await running?.stop()
      running = null
      return null
    },
    kill: async () => { throw new Error('a hub in this process cannot be killed') },
    pid: () => process.pid,
    said: () => '',
  }
}

const MAIN = fileURLToPath(new URL('../../../app/main.ts', import.meta.url))

function apart(folder: string, variables: Readonly<Record<string, string>>, under: readonly string[]): Runs {
  let child: ReturnType<typeof spawn> | null = null
  let text = ''
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ending = child
    child = null
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return ending?.exitCode ?? null
    const ended = once(ending, 'close')
    ending.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }
  return {
    inside: () => { throw new Error('the hub is a process of its own') },
    start: async () => {
      const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CROSSDOCK_')))
      const [command, ...args] = [...under, process.execPath, MAIN]
      const made = spawn(command, args, { cwd: folder, env: { ...environment, ...variables }, stdio: ['ignore', 'pipe', 'pipe'] })
      for (const stream of [made.stdout, made.stderr]) stream.on('data', (chunk: Buffer) => { text = (text + chunk.toString('utf8')).slice(-65_536) })
      child = made
      await once(made, 'spawn')
    },
    stop: async () => end('SIGTERM'),
    kill: async () => { await end('SIGKILL') },
    pid: () => child?.pid ?? 0,
    said: () => text,
  }
}
