import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { laneWork } from '../app/lane-work.ts'
import { MerchantId } from '../core/model/ids.ts'
import { fetchInto, type Terminal, terminal } from '../test/support/terminal.ts'
import { twoMerchants, type World } from '../test/e2e/api/world.ts'

let world: World
let folder = ''
beforeEach(async () => {
  world = await twoMerchants()
  folder = mkdtempSync(join(tmpdir(), 'crossdock-cli-'))
})
afterEach(async () => {
  await world.app.close()
  rmSync(folder, { recursive: true })
})

const as = (token: string): Terminal => terminal({ fetch: fetchInto(world.app), variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: token, HOME: folder } })
const errorOf = (at: Terminal): { code: string; message: string; hint: string | null } => (JSON.parse(at.err()) as { error: { code: string; message: string; hint: string | null } }).error

describe('orders', () => {
  it('lists for people, for scripts and for tables', async () => {
    const at = as(world.a.owner)
    expect(await at.run('orders', 'list')).toBe(0)
    expect(at.out()).toMatch(/ORDER.+STATUS.+WHY/)
    expect(at.out()).toContain(world.a.ids.reference)
    expect(at.err()).toContain('1 order.')
    expect(await at.run('orders', 'list', '--json', '-q')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ id: world.a.ids.order, status: 'processing' })
    expect(at.err()).toBe('')
    expect(await at.run('orders', 'list', '--plain', '--status', 'processing')).toBe(0)
    expect(at.out().split('\t')[0]).toBe(world.a.ids.reference)
  })

  it('shows one by number or id, and says where there is none', async () => {
    const at = as(world.a.owner)
    expect(await at.run('orders', 'show', world.a.ids.reference)).toBe(0)
    expect(at.out()).toContain(world.a.ids.order)
    expect(at.out()).toMatch(/shipments +\S.*: processing/)
    expect(at.out()).toMatch(/WHEN.+WHAT.+WHO[^]+order allocated/)
    expect(await at.run('orders', 'show', '#999999')).toBe(4)
    expect(at.err()).toContain('orders list --q 999999')
    expect(await at.run('orders', 'show', world.a.ids.order, '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ recipient: { name: world.a.canary } })
    expect(await at.run('orders', 'show', world.b.ids.reference, '--json')).toBe(4)
    expect(errorOf(at)).toMatchObject({ code: 'not_found' })
  })

  it('holds and releases, and says what the state forbids', async () => {
    const at = as(world.a.owner)
    expect(await at.run('orders', 'hold', world.a.ids.reference, '--reason', 'ask first')).toBe(0)
    expect(at.out()).toContain('action required')
    expect(await at.run('orders', 'release', world.a.ids.reference)).toBe(0)
    expect(await at.run('orders', 'release', world.a.ids.reference, '--json')).toBe(6)
    expect(errorOf(at)).toMatchObject({ code: 'wrong_state' })
  })

  it('takes a status as people write it and as the API does', async () => {
    const at = as(world.a.owner)
    await at.run('orders', 'hold', world.a.ids.order)
    for (const status of ['action-required', 'action_required']) {
      expect(await at.run('orders', 'list', '--status', status, '--plain')).toBe(0)
      expect(at.out()).toContain(world.a.ids.reference)
    }
    expect(await at.run('orders', 'list', '--help')).toBe(0)
    expect(at.out()).toContain('action-required')
  })

  it('finds a number that begins many newer ones', async () => {
    const at = as(world.a.owner)
    const place = async (reference: string): Promise<unknown> => world.ask(world.a.owner, 'POST', '/v1/orders', { body: { reference, shipOptionId: world.option, lines: [{ sku: 'A', quantity: 1 }], recipient: { name: 'N' } } })
    for (const reference of ['#7001', ...Array.from({ length: 12 }, (_none, index) => `#7001${index}`)]) await place(reference)
    expect(await at.run('orders', 'show', '7001')).toBe(0)
    expect(at.out()).toMatch(/^order +#7001$/m)
  })

  it('says in its history what came of each thing, where, and who did it by name', async () => {
    const at = as(world.a.owner)
    await at.run('orders', 'hold', world.a.ids.order)
    await laneWork.carryOut(world.hub, MerchantId.parse(world.a.ids.merchant), world.hub.clock.now() + 10_000)
    expect(await at.run('orders', 'show', world.a.ids.order)).toBe(0)
    expect(at.out()).toMatch(/order allocated: center a +system/)
    const { token: { name } } = (await world.ask(world.a.owner, 'GET', '/v1/session')).body as { token: { name: string } }
    expect(at.out()).toMatch(new RegExp(`order held +${name}`))
    expect(await as(world.a.reader).run('orders', 'show', world.a.ids.order)).toBe(0)
  })

  it('calls orders by what was typed, in a dry run and where some were refused', async () => {
    const at = as(world.a.owner)
    expect(await at.run('orders', 'hold', world.a.ids.reference, '--dry-run')).toBe(0)
    expect(at.err()).toBe(`would hold 1: ${world.a.ids.reference}\n`)
    expect(await at.run('orders', 'release', world.a.ids.reference, '00000000-0000-7000-8000-000000000000')).toBe(7)
    expect(at.out()).toContain(world.a.ids.reference)
  })

  it('does many, and says that some were refused', async () => {
    const at = as(world.a.owner)
    const missing = '00000000-0000-7000-8000-000000000000'
    expect(await at.run('orders', 'hold', world.a.ids.order, missing, '--json')).toBe(7)
    expect(at.out().trim().split('\n').map(line => (JSON.parse(line) as { code: string }).code)).toEqual(['held', 'not_found'])
  })

  it('asks before a cancel, and is told by --yes; --dry-run does nothing', async () => {
    const at = as(world.a.owner)
    expect(await at.run('orders', 'cancel', world.a.ids.order)).toBe(2)
    expect(at.err()).toContain('--yes')
    expect(await at.run('orders', 'cancel', world.a.ids.order, '--dry-run')).toBe(0)
    expect(at.err()).toContain('would cancel 1')
    expect(await at.run('orders', 'cancel', world.a.ids.order, '--yes', '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ status: 'cancelled' })
  })
})

describe('connections', () => {
  it('connects with secrets from a file, never from a flag', async () => {
    const at = as(world.a.owner)
    expect(await at.run('connections', 'add', 'fake', '--name', 'second', '--set', 'key=canary-flag', '--json')).toBe(2)
    expect(errorOf(at)).toMatchObject({ code: 'secret_as_flag' })
    expect(await at.run('connections', 'add', 'fake', '--name', 'second', '--json')).toBe(2)
    expect(errorOf(at)).toMatchObject({ code: 'input_needed', message: expect.stringContaining('--secret-file') })
    const secrets = join(folder, 'secrets.txt')
    writeFileSync(secrets, 'key=a-long-canary-secret\n')
    expect(await at.run('connections', 'add', 'fake', '--name', 'second', '--secret-file', secrets, '--roles', 'orders', '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ name: 'second', roles: ['orders'], mode: 'observe', credentials: { key: { set: true } } })
    expect(at.out() + at.err()).not.toContain('canary-secret')
    expect(await at.run('connections', 'add', 'fake', '--name', 'x', '--secret-file', secrets, '--set', 'colour=red')).toBe(2)
  })

  it('rotates to credentials from a file, never from a flag', async () => {
    const at = as(world.a.owner)
    const name = `shop ${world.a.canary}`
    expect(await at.run('connections', 'rotate', name, '--set', 'key=canary-flag', '--json')).toBe(2)
    expect(errorOf(at)).toMatchObject({ code: 'secret_as_flag' })
    const secrets = join(folder, 'rotated.txt')
    writeFileSync(secrets, 'key=another-canary-secret\n')
    expect(await at.run('connections', 'rotate', name, '--secret-file', secrets, '--dry-run')).toBe(0)
    expect(at.err()).toContain('would put new key')
    expect(await at.run('connections', 'rotate', name, '--secret-file', secrets, '--json')).toBe(0)
    expect(JSON.parse(at.out().trim().split('\n').at(-1)!)).toMatchObject({ state: 'connected', credentials: { key: { set: true, last4: 'cret' } } })
    expect(at.out() + at.err()).not.toContain('canary-secret')
    writeFileSync(secrets, 'key=x\nshop=other\n')
    expect(await at.run('connections', 'rotate', name, '--secret-file', secrets)).toBe(2)
    expect(await at.run('connections', 'rotate', 'nobody', '--secret-file', secrets)).toBe(4)
  })

  it('lists, pauses, resumes and checks by name', async () => {
    const at = as(world.admin)
    const name = `shop ${world.a.canary}`
    expect(await at.run('connections', 'list')).toBe(2)
    expect(at.err()).toContain('--merchant')
    expect(await at.run('connections', 'list', '--merchant', 'Merchant a', '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ name })
    expect(await at.run('connections', 'pause', name, '--merchant', 'a', '--roles', 'tracking', '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ pausedRoles: ['tracking'] })
    expect(await at.run('connections', 'resume', name, '--merchant', 'a', '--json')).toBe(0)
    expect(await at.run('connections', 'check', name, '--merchant', 'a')).toBe(0)
    expect(at.out()).toContain('Observing')
    expect(await at.run('connections', 'sync', name, '--merchant', 'a', '--what', 'tea')).toBe(2)
    expect(await at.run('connections', 'sync', 'nobody', '--merchant', 'a')).toBe(4)
  })
})

describe('inventory', () => {
  it('lists units by SKU and center', async () => {
    const at = as(world.a.owner)
    expect(await at.run('inventory', 'list', '--sku', world.a.ids.product, '--json')).toBe(0)
    expect(JSON.parse(at.out())).toMatchObject({ sku: world.a.ids.product, onHand: 100, held: 1, free: 99 })
    expect(await at.run('inventory', 'list', '--sku', world.a.ids.product)).toBe(0)
    expect(at.out()).not.toContain(world.a.ids.center)
    expect(await at.run('inventory', 'compare', 'nobody')).toBe(4)
  })
})

describe('doctor', () => {
  it('checks the hub and every connection of every merchant', async () => {
    const at = as(world.admin)
    expect(await at.run('doctor')).toBe(0)
    expect(at.out()).toContain('hub 1.2.3')
    expect(at.out()).toContain(`shop ${world.a.canary}`)
    expect(at.out()).toContain(`shop ${world.b.canary}`)
    expect(at.err()).toContain('No faults')
    // What is stuck: since when, the vendor's words, and that it is safe to try again.
    expect(at.out()).toMatch(/1 call could not be told to the vendor, the oldest since 2026-11-20T[0-9:.]+Z +failed: canaryalpha\n +It is safe to try again: POST \/v1\/calls\/call-a\/retry/)
    expect(at.out()).toMatch(/1 delivery could not be taken in, the oldest since 2026-11-20T[^\n]+canarybravo\n +It is safe to take it in again/)
  })
})

describe('names', () => {
  it('of two merchants that are called the same none is guessed', async () => {
    const at = as(world.admin)
    for (const currency of ['USD', 'EUR']) await world.ask(world.admin, 'POST', '/v1/merchants', { body: { name: 'Twin', currency } })
    expect(await at.run('orders', 'list', '--merchant', 'twin')).toBe(2)
    expect(at.err()).toMatch(/2 merchants are called twin: [0-9a-f-]{36}, [0-9a-f-]{36}\./)
  })

  it('a login that is not there is told from none at all', async () => {
    const at = terminal({ fetch: fetchInto(world.app), variables: { HOME: folder }, stdin: world.a.owner })
    await at.run('login', '--url', 'http://hub.test', '--profile', 'demo', '--secret-file', '-')
    expect(await at.run('orders', 'list')).toBe(3)
    expect(at.err()).toContain('No login is called default here. There are: demo.')
  })
})

describe('login', () => {
  it('tries the token, keeps it for this user only, and is used from then on', async () => {
    const at = terminal({ fetch: fetchInto(world.app), variables: { HOME: folder }, stdin: `${world.a.owner}\n` })
    expect(await at.run('login', '--url', 'http://hub.test', '--secret-file', '-')).toBe(0)
    const file = join(folder, '.config', 'crossdock', 'profiles.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).toContain(world.a.owner)
    expect(at.out() + at.err()).not.toContain(world.a.owner)
    expect(await at.run('orders', 'list', '--json', '-q')).toBe(0)
  })

  it('keeps nothing that does not serve', async () => {
    const at = terminal({ fetch: fetchInto(world.app), variables: { HOME: folder }, stdin: 'cd_wrong' })
    expect(await at.run('login', '--url', 'http://hub.test', '--secret-file', '-')).toBe(5)
    expect(await at.run('orders', 'list')).toBe(3)
    expect(at.err()).toContain('crossdock login')
  })
})

describe('wrong use', () => {
  it('proposes what was meant, and shows examples first', async () => {
    const at = as(world.a.owner)
    expect(await at.run('ordres', 'list')).toBe(2)
    expect(at.err()).toContain('orders')
    expect(await at.run('orders', '--help')).toBe(0)
    expect(at.out().trimStart()).toMatch(/^Examples:/)
    expect(await at.run('orders', 'list', '--status', 'lost')).toBe(2)
    expect(await at.run('--version')).toBe(0)
  })

  it('says that no hub answers, and that it is safe to repeat', async () => {
    const at = terminal({ variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: 't', HOME: folder } })
    expect(await at.run('orders', 'list', '--json')).toBe(8)
    expect(errorOf(at)).toMatchObject({ code: 'no_hub', hint: expect.stringContaining('crossdock start') })
  })

  it('keeps strangers\' control characters from the terminal', async () => {
    const at = as(world.a.owner)
    await world.ask(world.a.owner, 'POST', '/v1/orders', { body: { reference: 'x\u001b[31mred', shipOptionId: world.option, lines: [{ sku: 'A', quantity: 1 }], recipient: { name: 'N' } } })
    expect(await at.run('orders', 'list')).toBe(0)
    expect(at.out()).not.toContain('\u001b')
  })
})
