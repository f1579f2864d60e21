import type { Command } from 'commander'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MerchantId } from '../core/model/ids.ts'
import { createShipOption } from '../hub/setup/ship-options.ts'
import { api, type Api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { addShop, levelConnector, LevelVendor } from '../test/support/level-vendor.ts'
import { SHOP } from '../test/support/level-world.ts'
import { addCenters, EAST, order, receive } from '../test/support/stock.ts'
import { fetchInto, terminal, type Terminal } from '../test/support/terminal.ts'
import { program } from './program.ts'

/** Commands that only look, or that run a program of their own. A check mends at most what the hub mends by itself every hour. */
const LOOKS: readonly string[] = [
  'start', 'demo', 'doctor', 'connections list', 'connections show', 'connections check', 'mappings list', 'mappings preview', 'orders list', 'orders show', 'inventory list', 'inventory compare',
]
/** Every other command, as somebody types it. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  'init': ['--no-input', '--store', 'sqlite:./never.db'],
  'login': ['--url', 'http://hub.test', '--secret-file', '-'],
  'migrate': [],
  'connections add': ['numbers', '--name', 'new', '--secret-env', 'SECRETS'],
  'connections change': ['Shop', '--buffer', '3'],
  'connections setup': ['Shop', '--roles', 'orders', '--mode', 'observe', '--map-method', 'Boat=Standard', '--map-location', 'LE=west', '--start-at', '2d'],
  'connections sync': ['Shop'],
  'connections rotate': ['Shop', '--secret-file', '-'],
  'connections pause': ['Shop'],
  'connections resume': ['Shop'],
  'mappings set': ['Shop', 'Boat', 'Standard'],
  'mappings undo': ['Shop'],
  'orders hold': ['#o1'], 'orders release': ['#o1'], 'orders retry': ['#o1'], 'orders cancel': ['#o1'],
  'inventory push': ['Shop'],
}

const leaves = (command: Command, before = ''): { name: string; flags: string[] }[] => command.commands.flatMap(sub => {
  const name = `${before} ${sub.name()}`.trim()
  return sub.commands.length > 0 ? leaves(sub, name) : [{ name, flags: sub.options.map(({ long }) => long ?? '') }]
})

let at: Api
let vendor: LevelVendor
let folder = ''
let sent: string[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-dry-'))
  vendor = new LevelVendor()
  at = await api({ connectors: [levelConnector(vendor)] })
  vendor.now = () => at.hub.clock.now()
  await addMerchant(at.hub)
  await addCenters(at.hub)
  await createShipOption(at.hub, { id: 'standard', name: 'Standard' })
  await addShop(at.hub, ['a', 'b'])
  await order(at.hub, 'o1', { a: 1 })
  sent = []
})
afterEach(async () => {
  await at.app.close()
  rmSync(folder, { recursive: true })
})

async function script(name = ''): Promise<Terminal> {
  const token = await at.token('owner', { merchantId: 'm1' })
  const into = fetchInto(at.app)
  const listening: typeof fetch = async (input, init) => {
    sent.push(`${init?.method ?? 'GET'} ${new URL(input instanceof Request ? input.url : input).pathname}`)
    return into(input, init)
  }
  return terminal({ fetch: listening, stdin: name === 'login' ? token : 'key=other', variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: token, HOME: folder, SECRETS: 'key=secret', CROSSDOCK_STORE: `sqlite:${folder}/never.db`, CROSSDOCK_KEY: Buffer.alloc(32, 7).toString('base64') } })
}

describe('--dry-run', () => {
  it('is there on every command that writes', () => {
    const all = leaves(program(terminal().io, '0.0.0'))
    expect(all.filter(({ name, flags }) => !LOOKS.includes(name) && !flags.includes('--dry-run')).map(({ name }) => name)).toEqual([])
    expect(all.map(({ name }) => name).toSorted()).toEqual([...LOOKS, ...Object.keys(WRITES)].toSorted())
  })

  it.each(Object.entries(WRITES))('%s: asks and reads, writes nothing, and says what it would', async (name, args) => {
    const one = await script(name)
    const connections = await at.hub.store.list('connectionsOfMerchant', { merchantId: MerchantId.parse('m1') }, { limit: 9 })
    expect(await one.run(...name.split(' '), ...args, '--dry-run'), one.err()).toBe(0)
    expect(sent.filter(line => !line.startsWith('GET ') && !line.endsWith('/preview'))).toEqual([])
    expect(await at.hub.store.list('connectionsOfMerchant', { merchantId: MerchantId.parse('m1') }, { limit: 9 })).toEqual(connections)
    expect(vendor.writes).toEqual([])
    for (const file of ['never.db', '.config']) expect(existsSync(join(folder, file))).toBe(false)
  })
})

describe('a push that is only tried', () => {
  it('reads the store and shows which numbers it would be told, those of some items where they are named', async () => {
    vendor.set('a', 'LE', 5)
    vendor.set('b', 'LE', 9)
    await receive(at.hub, 'a', EAST, 9)
    await receive(at.hub, 'b', EAST, 7)
    const one = await script()
    expect(await one.run('inventory', 'push', 'Shop', '--dry-run', '--plain')).toBe(0)
    expect(one.err()).toBe('would tell Shop 2 numbers that differ\n')
    expect(one.out().split('\n').filter(line => line !== '').toSorted()).toEqual(['a\tLE\t5\t8\t3\t', 'b\tLE\t9\t7\t-2\t'])
    expect(await one.run('inventory', 'push', 'Shop', '--item', 'b', '--dry-run', '--plain')).toBe(0)
    expect(one.out()).toBe('b\tLE\t9\t7\t-2\t\n')
    expect(vendor.log.filter(line => line.startsWith('write'))).toEqual([])
  })

  it('is refused as the push would be', async () => {
    const one = await script()
    const shop = (await at.hub.store.get('connections', null, SHOP))!
    await at.hub.store.replace('connections', { ...shop, stockConfirmedAt: null })
    expect(await one.run('inventory', 'push', 'Shop', '--dry-run', '--json')).toBe(await one.run('inventory', 'push', 'Shop', '--json'))
    expect(one.err()).toContain('stock_not_confirmed')
  })
})

it('a sync that is only tried says what would be read, and is refused where nothing would be', async () => {
  const one = await script()
  expect(await one.run('connections', 'sync', 'Shop', '--dry-run')).toBe(0)
  expect(one.err()).toBe('would read for orders and inventory of Shop what changed since the beginning\n')
  expect(await one.run('connections', 'sync', 'Shop', '--what', 'inventory', '--dry-run')).toBe(0)
  expect(one.err()).toContain('would read for inventory of Shop')
  await one.run('connections', 'pause', 'Shop')
  expect(await one.run('connections', 'sync', 'Shop', '--dry-run')).toBe(6)
  expect(one.err()).toContain('paused: orders, inventory')
})
