import type { AddressInfo } from 'node:net'
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import type { Settings } from '../config/load.ts'
import { version } from '../config/version.ts'
import { keepRefused } from '../hub/connections/refused-deliveries.ts'
import type { Hub } from '../hub/hub.ts'
import { cronTicks } from '../jobs/ticks.ts'
import { startWorker, type Worker } from '../jobs/worker.ts'
import { createServer } from '../server/server.ts'
import { openHub } from './hub.ts'
import { laneWork } from './lane-work.ts'

/** A hub that works. */
export interface Running {
  readonly hub: Hub
  /** Where its API is; null: this process has only the role `worker`. */
  readonly url: string | null
  /** What a person should know of this start. */
  readonly notes: readonly string[]
  stop(): Promise<void>
}

/** How long requests underway may take once no new ones are taken. */
const DRAIN_MS = 10_000

/** The only place where config, store, connectors, hub, jobs and server meet. It holds no logic. */
export async function compose(settings: Settings): Promise<Running> {
  const opened = await openHub(settings)
  const { hub } = opened
  const isAlone = settings.store.startsWith('sqlite:')
  let worker: Worker | null = null
  let app: FastifyInstance | null = null
  const stop = async (): Promise<void> => {
    await drained(app)
    await keepRefused(hub)
    const left = await worker?.stop() ?? 0
    hub.log.info('stopped', { pending: left })
    await opened.close()
  }
  try {
    if (settings.roles.includes('worker')) worker = startWorker(hub, laneWork, { name: `${hostname()}:${process.pid}`, alone: isAlone, ticks: cronTicks })
    if (settings.roles.includes('api')) app = await createServer(hub, { version, ready: () => readiness(hub) })
    await app?.listen({ port: settings.port, host: '0.0.0.0' })
    const url = app ? addressOf(app) : null
    hub.log.info('started', { version, port: url === null ? null : Number(new URL(url).port), roles: settings.roles })
    return { hub, url, notes: notesOf(settings), stop }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

const addressOf = (app: FastifyInstance): string => `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

/** No new connections; those that answer just now may end. */
async function drained(app: FastifyInstance | null): Promise<void> {
  if (!app) return
  const late = setTimeout(() => app.server.closeAllConnections(), DRAIN_MS)
  try {
    await app.close()
  } finally {
    clearTimeout(late)
  }
}

async function readiness(hub: Hub): Promise<{ name: string; ok: boolean }[]> {
  const isReadable = await hub.store.get('lanes', null, 'job:sweep').then(() => true, () => false)
  return [{ name: 'store', ok: isReadable }]
}

const notesOf = (settings: Settings): string[] => [
  `records in ${settings.store.startsWith('sqlite:') ? settings.store : 'MongoDB'}`,
  ...(settings.publicUrl === null ? ['no CROSSDOCK_PUBLIC_URL: vendors cannot reach this hub, so it polls'] : [`vendors reach it at ${settings.publicUrl}`]),
  ...(settings.vendorUrls.size > 0 ? [`stand-ins instead of real vendors: ${[...settings.vendorUrls.keys()].join(', ')}`] : []),
  ...(settings.demoClock === null ? [] : ['time is the demo\'s']),
]
