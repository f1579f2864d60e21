import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StandIn, standInOf } from './harness/judge/stand-in.ts'
import { until } from './harness/until.ts'

const ORDERS = 20
const DEMO = fileURLToPath(new URL('../../sandbox/demo.ts', import.meta.url))

const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CROSSDOCK_')))

/** What an outside check reads (INTERFACES, "The demo"). */
interface Ready {
  hub: { url: string; pid: number; apiToken: string }
  merchants: { id: string; name: string; road: string; apiToken: string }[]
  emulators: { shopify: { url: string; sandbox: string; shops: { merchantId: string; shop: string; credentials: { accessToken: string; clientSecret: string } }[] } }
}

let folder = ''
let demo: ChildProcess | null = null
let said = ''
let ready: Ready
let store: StandIn

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-demo-test-'))
  const file = join(folder, 'ready.json')
  // A process group of its own, as a terminal gives it: Ctrl-C reaches everybody in it at once.
  demo = spawn(process.execPath, [DEMO, '--ready-file', file, '--speed', '60', '--orders', String(ORDERS), '--quiet'], { cwd: folder, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [demo.stdout, demo.stderr]) stream?.on('data', (chunk: Buffer) => { said = (said + chunk.toString('utf8')).slice(-16_384) })
})
afterAll(() => {
  if (demo?.exitCode === null && demo.pid !== undefined) process.kill(-demo.pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

describe('npm run demo', () => {
  it('S4.1: is ready, hub and sandbox in two processes, with what an outside check needs', async () => {
    const file = join(folder, 'ready.json')
    await until(() => existsSync(file), { for: 'a demo that is ready', within: 60_000, stands: () => said })
    ready = JSON.parse(readFileSync(file, 'utf8')) as Ready
    const { hub, merchants, emulators } = ready
    expect(hub.pid).not.toBe(demo?.pid)
    expect(isAlive(hub.pid)).toBe(true)
    expect(merchants).toMatchObject([{ road: 'shopify', apiToken: expect.stringMatching(/^cd_/) }])
    const [shop] = emulators.shopify.shops
    expect(shop?.merchantId).toBe(merchants[0]!.id)
    store = standInOf({ url: emulators.shopify.url, sandbox: emulators.shopify.sandbox, token: shop!.credentials.accessToken })
    const session = await fetch(`${hub.url}/v1/session`, { headers: { authorization: `Bearer ${hub.apiToken}` } })
    expect(session.status).toBe(200)
  }, 90_000)

  it('S0.1 S0.6: its first order is fulfilled at the stand-in within a minute', async () => {
    const first = await until(async () => (await store.orders()).find(({ status }) => status === 'FULFILLED'), { for: 'a first order that is fulfilled', within: 60_000, every: 250, stands: () => said })
    expect(first.fulfillments).toMatchObject([{ numbers: [expect.stringMatching(/\d{8}/)] }])
  }, 90_000)

  it('goes on where its hub was killed, with a new one on the same address', async () => {
    const { pid, url } = ready.hub
    process.kill(pid, 'SIGKILL')
    const again = await until(() => {
      const { hub } = JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8')) as Ready
      return hub.pid !== pid && hub
    }, { for: 'a hub that was started again', within: 30_000, stands: () => said })
    expect(again.url).toBe(url)
    expect(isAlive(again.pid)).toBe(true)
    ready = { ...ready, hub: again }
  }, 60_000)

  it('S0.6: all of its orders are fulfilled or cancelled in the end, the held ones too', async () => {
    const open = async () => (await store.orders()).filter(({ cancelledAt, status }) => cancelledAt === null && status !== 'FULFILLED')
    await until(async () => (await store.orders()).length === ORDERS && (await open()).length === 0, { for: `an end of all ${ORDERS} orders`, within: 120_000, every: 500, stands: async () => ({ open: await open(), said }) })
    for (const { name, cancelledAt, fulfillments } of await store.orders()) {
      expect({ name, fulfillments: fulfillments.length, numbers: fulfillments.flatMap(({ numbers }) => numbers).length }).toEqual(cancelledAt === null ? { name, fulfillments: 1, numbers: 1 } : { name, fulfillments: 0, numbers: 0 })
    }
  }, 150_000)

  it('ends cleanly on Ctrl-C: exit code 0, and no process is left', async () => {
    const ended = once(demo!, 'close') as Promise<[number | null, string | null]>
    process.kill(-demo!.pid!, 'SIGINT')
    expect(await ended).toEqual([0, null])
    expect(isAlive(ready.hub.pid)).toBe(false)
    expect(await fetch(`${ready.hub.url}/health/live`).then(() => 'answers', () => 'is gone')).toBe('is gone')
  }, 60_000)
})

describe('a demo that does not come up', () => {
  it.each([
    ['is told to end while it starts', ['--speed', '60'], 'SIGTERM' as const, 0],
    ['cannot have its store', ['--speed', '60', '--store', 'mongodb://nowhere'], null, 1],
  ])('leaves neither process nor folder where it %s', async (_what, flags, signal, code) => {
    const own = join(folder, 'tmp', String(code))
    mkdirSync(own, { recursive: true })
    const starting = spawn(process.execPath, [DEMO, '--quiet', ...flags], { cwd: folder, env: { ...environment, TMPDIR: own }, detached: true, stdio: 'ignore' })
    const ended = once(starting, 'close') as Promise<[number | null, string | null]>
    if (signal) {
      await until(() => readdirSync(own).some((name) => existsSync(join(own, name, '.env'))), { for: 'a hub that is installed' })
      starting.kill(signal)
    }
    expect(await ended).toEqual([code, null])
    expect(readdirSync(own).filter((name) => name.startsWith('crossdock-demo-'))).toEqual([])
    // Nobody of its group is left.
    expect(isAlive(-starting.pid!)).toBe(false)
  }, 60_000)
})
