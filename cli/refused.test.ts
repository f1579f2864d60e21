import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { ReadingShop } from '../test/support/reading-shop.ts'
import { fetchInto, terminal, type Terminal } from '../test/support/terminal.ts'

let shop: ReadingShop
let at: Terminal
let secrets = ''
beforeEach(async () => {
  shop = new ReadingShop()
  const { hub, app, token } = await api({ connectors: [shop.connector] })
  await addMerchant(hub)
  secrets = join(mkdtempSync(join(tmpdir(), 'crossdock-refused-')), 'secrets.txt')
  writeFileSync(secrets, 'token=tok_canary_1\nsecret=sign\n')
  at = terminal({ fetch: fetchInto(app), variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: await token('owner', { merchantId: 'm1' }), HOME: '/nowhere' } })
})
afterEach(() => rmSync(join(secrets, '..'), { recursive: true }))

const FAULT = { code: 'credentials', is: 'fault' as const, title: 'Shop does not accept this token', fix: 'Make another one at the shop.' }
const add = async (...more: string[]): Promise<number> => at.run('connections', 'add', 'shop', '--name', 'main', '--secret-file', secrets, ...more)

describe('a vendor that does not take the credentials', () => {
  it('is quoted at the terminal: what it found, what mends that, and that nothing was changed', async () => {
    shop.checks = [FAULT]
    expect(await add()).toBe(6)
    expect(at.err()).toMatch(/did not accept[^]+✗ Shop does not accept this token\n +Make another one at the shop\.\n[^]+nothing was changed/)
    expect(await add('--json')).toBe(6)
    expect(JSON.parse(at.err())).toMatchObject({ error: { code: 'connection_check_failed', checks: [FAULT] } })
    shop.checks = []
    expect(await add()).toBe(0)
    shop.checks = [FAULT]
    expect(await at.run('connections', 'rotate', 'main', '--secret-file', secrets)).toBe(6)
    expect(at.err()).toContain('Make another one at the shop.')
  })

  it('a field that is not as the vendor has it is named with what is wrong', async () => {
    writeFileSync(secrets, 'token=t\nsecret=sign\n')
    expect(await add()).toBe(2)
    expect(at.err()).toMatch(/credentials\.token: \S/)
    expect(await add('--json')).toBe(2)
    expect(JSON.parse(at.err())).toMatchObject({ error: { code: 'invalid_input', fields: [{ field: 'credentials.token' }] } })
  })
})

describe('wrong use', () => {
  it('is an object under --json too', async () => {
    for (const args of [['ordres'], ['orders', 'list', '--status', 'lost'], ['orders', 'list', '--foo'], ['orders', 'show']]) {
      expect(await at.run('--json', ...args)).toBe(2)
      expect(JSON.parse(at.err())).toMatchObject({ error: { code: 'wrong_use', message: expect.not.stringContaining('error:'), hint: '--help shows examples' } })
    }
  })

  it('a file of secrets that is no JSON is named, and not quoted', async () => {
    writeFileSync(secrets, '{"token":"tok_canary_1",')
    expect(await add()).toBe(2)
    expect(at.err()).toContain('What is in the file of secrets is not JSON')
    expect(at.err()).not.toContain('canary')
  })
})
