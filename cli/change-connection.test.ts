import { beforeEach, expect, it } from 'vitest'
import { z } from 'zod'
import { api, type Api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { ReadingShop } from '../test/support/reading-shop.ts'
import { fetchInto, terminal, type Terminal } from '../test/support/terminal.ts'
import { placeItems } from '../hub/mappings/items.ts'

let at: Api
let script: Terminal

beforeEach(async () => {
  const shop = new ReadingShop()
  const settings = z.object({ store: z.string().default('one'), tellsScans: z.boolean().optional().meta({ title: 'Tell scans' }), holds: z.enum(['some', 'all']).optional().meta({ title: 'Hold' }) })
  at = await api({ connectors: [{ ...shop.connector, settings }] })
  await addMerchant(at.hub)
  script = terminal({ fetch: fetchInto(at.app), variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: await at.token('owner', { merchantId: 'm1' }), HOME: '/nowhere', SHOP_SECRETS: '{"token":"tok_123456789","secret":"sign"}' } })
  await script.run('connections', 'add', 'shop', '--name', 'main', '--secret-env', 'SHOP_SECRETS', '--roles', 'orders', '--set', 'tellsScans=no', '--json')
})

it('changes what a person chose of a connection, one by one, and leaves the rest', async () => {
  expect(await script.run('connections', 'change', 'main', '--set', 'holds=all', '--import-when', 'any', '--tell-when', 'handed_over', '--buffer', '2', '--json')).toBe(0)
  expect(JSON.parse(script.out().trim().split('\n').at(-1)!)).toMatchObject({ name: 'main', mode: 'observe', importWhen: 'any', tellWhen: 'handed_over', buffer: 2, settings: { store: 'one', tellsScans: false, holds: 'all' } })
  expect(await script.run('connections', 'change', 'main', '--set', 'tellsScans=yes', '--dry-run')).toBe(0)
  expect(script.err()).toContain('"tellsScans":true')
  expect(await script.run('connections', 'show', 'main')).toBe(0)
  expect(script.out()).toMatch(/buffer +2\n.*holds +all\n/s)
  expect(script.out()).toMatch(/tellsScans +false\n/)
})

it.each([[[]], [['--set', 'colour=red']], [['--set', 'tellsScans=perhaps']], [['--buffer', '-1']], [['--import-when', 'never']]])('%j is no change', async flags => {
  expect(await script.run('connections', 'change', 'main', ...flags)).toBe(2)
})

it('keeps units of one item back, and leaves it its SKU', async () => {
  const connection = (await at.hub.store.list('everyConnection', {}, { limit: 1 })).items[0]!
  await placeItems(at.hub, connection, [{ ref: 'i1', sku: 'MUG', name: 'Mug', tracked: true, updatedAt: 1 }])
  expect(await script.run('mappings', 'set', 'main', 'i1', 'same', '--kind', 'items', '--buffer', '3', '--json')).toBe(0)
  expect(JSON.parse(script.out())).toMatchObject({ item: 'i1', sku: 'MUG', chosen: false, buffer: 3 })
})
