import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Spawned, spawned } from '../test/support/spawned.ts'

let folder = ''
const running: Spawned[] = []
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-start-')) })
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill('SIGKILL')
    await one.ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const run = (script: string, args: readonly string[] = [], env: Record<string, string> = {}): Spawned => {
  const one = spawned(script, args, { cwd: folder, env })
  running.push(one)
  return one
}
async function installed(): Promise<string> {
  const init = run('cli/main.ts', ['init', '--no-input', '--port', '0'])
  expect(await init.ended, init.err()).toBe(0)
  return init.out().trim()
}

// Each starts several processes; a loaded machine takes its time.
describe('the hub under plain Node', { timeout: 90_000 }, () => {
  it('is installed, starts, knows its administrator, and stops with 0', async () => {
    const token = await installed()
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
    const hub = run('app/main.ts')
    const [, url = ''] = await hub.says(/Crossdock is open\. {2}(http:\S+)/)
    const session = await fetch(`${url}/v1/session`, { headers: { authorization: `Bearer ${token}` } })
    expect(await session.json()).toMatchObject({ token: { role: 'administrator' }, merchantId: null })
    expect((await fetch(`${url}/health/ready`)).status).toBe(200)
    hub.child.kill('SIGTERM')
    expect(await hub.ended, hub.err()).toBe(0)
    expect(hub.out() + hub.err()).not.toContain(token)
    expect(hub.out() + hub.err()).not.toContain(/CROSSDOCK_KEY=(\S+)/.exec(readFileSync(join(folder, '.env'), 'utf8'))?.[1] ?? 'no key')
  })

  it('keeps what it was told over a kill -9', async () => {
    const token = await installed()
    const first = run('app/main.ts')
    const [, url = ''] = await first.says(/is open\. {2}(http:\S+)/)
    const made = await fetch(`${url}/v1/merchants`, { method: 'POST', headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"name":"Kept"}' })
    expect(made.status).toBe(200)
    first.child.kill('SIGKILL')
    await first.ended
    const second = run('app/main.ts')
    const [, again = ''] = await second.says(/is open\. {2}(http:\S+)/)
    expect(await (await fetch(`${again}/v1/merchants`, { headers: { authorization: `Bearer ${token}` } })).json()).toMatchObject({ data: [{ name: 'Kept' }] })
  })

  it('refuses a second process on the same store, and says why', async () => {
    await installed()
    const first = run('app/main.ts')
    await first.says(/is open/)
    const second = run('app/main.ts')
    expect(await second.ended).toBe(3)
    expect(second.err()).toMatch(/store refuses to open/)
  })

  it('refuses a database that its key does not open, by every command that opens it, and goes on with the right one', async () => {
    const token = await installed()
    const first = run('app/main.ts')
    const [, url = ''] = await first.says(/is open\. {2}(http:\S+)/)
    await fetch(`${url}/v1/merchants`, { method: 'POST', headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, body: '{"name":"Sealed"}' })
    first.child.kill('SIGTERM')
    await first.ended
    const other = `v1:${Buffer.alloc(32, 9).toString('base64')}`
    const wrong = run('app/main.ts', [], { CROSSDOCK_KEY: other })
    expect(await wrong.ended).toBe(3)
    expect(wrong.err()).toContain('CROSSDOCK_KEY does not open this database: put back the one it was made with (v1: 1 merchant)')
    expect(wrong.err()).not.toContain(other)
    const doctor = run('cli/main.ts', ['doctor'], { CROSSDOCK_KEY: other })
    expect(await doctor.ended).not.toBe(0)
    expect(doctor.out()).toContain('✗ CROSSDOCK_KEY  does not open this database')
    const right = run('cli/main.ts', ['doctor'])
    await right.ended
    expect(right.out()).toContain('✓ the key opens the database')
    // Without its .env, an installation beside the old database would make a key that opens nothing of it.
    renameSync(join(folder, '.env'), join(folder, 'kept.env'))
    const again = run('cli/main.ts', ['init', '--no-input', '--port', '0'])
    expect(await again.ended).toBe(3)
    expect(existsSync(join(folder, '.env'))).toBe(false)
    renameSync(join(folder, 'kept.env'), join(folder, '.env'))
    const last = run('app/main.ts')
    await last.says(/is open/)
  })

  it('names every fault of the environment at once, and no secret', async () => {
    const hub = run('app/main.ts', [], { CROSSDOCK_PORT: 'x', CROSSDOCK_KEY: 'secret-canary', CROSSDOCK_VENDOR_URL_SHOPIFY: 'http://127.0.0.1:1' })
    expect(await hub.ended).toBe(3)
    for (const name of ['CROSSDOCK_PORT', 'CROSSDOCK_KEY', 'CROSSDOCK_VENDOR_URL_SHOPIFY']) expect(hub.err()).toContain(name)
    expect(hub.err()).not.toContain('canary')
  })

  it('ends at once at a second signal', async () => {
    await installed()
    const hub = run('app/main.ts')
    await hub.says(/is open/)
    hub.child.kill('SIGINT')
    hub.child.kill('SIGINT')
    expect([0, 130]).toContain(await hub.ended)
  })

  it('is not installed over what is there', async () => {
    await installed()
    const again = run('cli/main.ts', ['init', '--no-input', '--json'])
    expect(await again.ended).toBe(6)
    expect(JSON.parse(again.err())).toMatchObject({ error: { code: 'already_there' } })
  })
})
