import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ConnectionId, MerchantId, type Sku } from '../core/model/ids.ts'
import type { ItemDraft } from '../core/model/drafts.ts'
import { upsertProducts } from '../hub/setup/products.ts'
import { createCenter } from '../hub/setup/centers.ts'
import { createShipOption } from '../hub/setup/ship-options.ts'
import { placeItems } from '../hub/mappings/items.ts'
import { pollDueSources } from '../hub/receive/poll.ts'
import { api, type Api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { ReadingShop } from '../test/support/reading-shop.ts'
import { person } from '../test/support/orders.ts'
import { fetchInto, terminal, type Terminal } from '../test/support/terminal.ts'
import { startAtOf } from './start-at.ts'

/** What somebody at the terminal answers, by a part of the question; what is not here is left at its first value. */
const answers = new Map<string, unknown>()
const asked: string[] = []
vi.mock('@clack/prompts', () => {
  const prompt = (unanswered: (given: never) => unknown) => async (given: { message: string }) => {
    asked.push(given.message)
    const found = [...answers].find(([part]) => given.message.includes(part))
    return found ? found[1] : unanswered(given as never)
  }
  return {
    isCancel: () => false, text: prompt(({ initialValue }: { initialValue?: string }) => initialValue ?? ''), password: prompt(() => ''), confirm: prompt(() => false),
    multiselect: prompt(({ initialValues }: { initialValues: string[] }) => initialValues), select: prompt(() => ''),
  }
})

const DAY = 86_400_000
let at: Api
let shop: ReadingShop
let person1: Terminal
let script: Terminal
const SCOPE = { merchantId: MerchantId.parse('m1'), actor: person('owner') }
const item = (ref: string, sku: string | null): ItemDraft => ({ ref, sku, name: ref, tracked: true, updatedAt: null })
const poll = async () => pollDueSources(at.hub, 'shop:one', Number.MAX_SAFE_INTEGER)

const daysAgo = (days: number): string => new Date(at.hub.clock.now() - days * DAY).toISOString()

beforeEach(async () => {
  answers.clear()
  asked.length = 0
  shop = new ReadingShop()
  at = await api({ connectors: [shop.connector] })
  await addMerchant(at.hub)
  for (const name of ['East', 'West']) await createCenter(at.hub, { id: name, name, country: 'US' })
  await createShipOption(at.hub, { id: 'standard', name: '2-Day Express' })
  const variables = { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: await at.token('owner', { merchantId: 'm1' }), HOME: '/nowhere', SHOP_SECRETS: '{"token":"tok_123456789","secret":"sign"}' }
  person1 = terminal({ fetch: fetchInto(at.app), variables, isInteractive: true })
  script = terminal({ fetch: fetchInto(at.app), variables })
})

async function add(): Promise<void> {
  expect(await script.run('connections', 'add', 'shop', '--name', 'main', '--secret-env', 'SHOP_SECRETS', '--json')).toBe(0)
}

describe('a person at the terminal', () => {
  it('S2.8: is led through every step, stops where they like, and goes on', async () => {
    shop.items = [item('i1', 'A'), item('i2', 'B'), item('i3', 'C'), item('i4', 'C'), item('i5', null)]
    await upsertProducts(at.hub, SCOPE, [{ sku: 'A' as Sku }])
    shop.put({ ref: 'g1', number: '#1', method: 'Economy', purchasedAt: at.hub.clock.now() - 20 * DAY })
    await add()
    await poll()
    // The first time only the location is answered.
    answers.set('“Main”', ['West'])
    expect(await person1.run('connections', 'setup', 'main')).toBe(0)
    expect(person1.out()).toContain('1 of 2 matched, 1 unknown, 2 twice, 1 without SKU')
    expect(person1.out()).toContain('1 of 2 locations mapped; not mapped: Annex')
    expect(asked.filter(text => text.includes('Which centers'))).toHaveLength(2)
    // Later the rest.
    answers.set('Import since', daysAgo(30))
    answers.set('Import them', true)
    answers.set('Use it for', ['orders'])
    expect(await person1.run('connections', 'setup', 'main')).toBe(0)
    expect(person1.err()).toContain('1 more open orders would be imported')
    expect(asked.filter(text => text.includes('“Main”'))).toHaveLength(1)
    await poll()
    answers.clear()
    answers.set('“Economy”', 'standard')
    answers.set('Go live', true)
    expect(await person1.run('connections', 'setup', 'main')).toBe(0)
    expect(person1.err()).toContain('Frees')
    expect(person1.out()).toMatch(/methods +1 method found, 1 mapped, 1 active/)
    expect(person1.out()).toContain('On and live: orders')
  })

  it('is asked for the secrets of a new connection, which has no role until one is chosen', async () => {
    answers.set('token', 'tok_123456789')
    answers.set('secret', 'sign')
    answers.set('Name', 'main')
    const waiting = person1.run('connections', 'add', 'shop')
    // The hub reads the items meanwhile.
    for (let tries = 0; tries < 100 && !(await at.hub.store.get('connections', null, (await at.hub.store.list('everyConnection', {}, { limit: 1 })).items[0]?.id ?? 'none')); tries += 1) await new Promise(resolve => { setTimeout(resolve, 5) })
    await poll()
    expect(await waiting).toBe(0)
    expect((await at.hub.store.list('everyConnection', {}, { limit: 9 })).items).toMatchObject([{ name: 'main', roles: [], mode: 'observe' }])
    expect(person1.out() + person1.err()).not.toContain('tok_123456789')
  })
})

describe('a script', () => {
  it('says by flags what a person is asked, and is never asked itself', async () => {
    shop.items = [item('i1', 'A')]
    await add()
    await poll()
    expect(await script.run('connections', 'setup', 'main', '--map-location', 'Main=East,West', '--map-method', 'Two = day=2-day-express', '--roles', 'orders,inventory', '--start-at', daysAgo(10), '--json')).toBe(0)
    const setup = JSON.parse(script.out()) as { steps: { step: string; state: string }[] }
    expect(Object.fromEntries(setup.steps.map(({ step, state }) => [step, state]))).toMatchObject({ locations: 'done', items: 'done', methods: 'done', roles: 'waiting' })
    expect(asked).toEqual([])
    expect(await script.run('connections', 'setup', 'main', '--start-at', daysAgo(200).slice(0, 10), '--json')).toBe(2)
    expect(script.err()).toContain('invalid_input')
    expect(await script.run('connections', 'setup', 'main', '--start-at', 'soon')).toBe(2)
    expect(await script.run('connections', 'setup', 'main', '--map-location', 'Main')).toBe(2)
    expect(await script.run('connections', 'setup', 'main', '--map-location', 'Nowhere=East')).toBe(4)
    expect(await script.run('connections', 'setup', 'main', '--roles', 'orders', '--mode', 'live', '--dry-run', '--plain')).toBe(0)
    expect(script.err()).toBe('would switch on: orders (now: orders, inventory)\nwould switch from observe to live\n')
    expect(script.out()).toMatch(/^roles\twaiting\t/m)
  })

  it('lists, previews, sets and takes back mappings by name', async () => {
    await add()
    const connection = (await at.hub.store.list('everyConnection', {}, { limit: 1 })).items[0]!
    await placeItems(at.hub, connection, [item('i1', 'A'), item('i2', 'A')])
    expect(connection.id).toBe(ConnectionId.parse(connection.id))
    expect(await script.run('mappings', 'set', 'main', 'Express Saver', '2-day-express', '--preview')).toBe(0)
    expect(script.err()).toContain('Frees 0')
    expect(await script.run('mappings', 'list', 'main', '--json', '-q')).toBe(0)
    expect(script.out()).toBe('')
    expect(await script.run('mappings', 'set', 'main', 'Express Saver', '2-day-express', '--json')).toBe(0)
    expect(JSON.parse(script.out())).toMatchObject({ method: 'Express Saver', shipOptionId: 'standard', active: true, freed: 0 })
    expect(await script.run('mappings', 'list', 'main')).toBe(0)
    expect(script.out()).toMatch(/Express Saver +2-Day Express/)
    expect(await script.run('mappings', 'undo', 'main')).toBe(0)
    expect(await script.run('mappings', 'list', 'main', '--unmapped', '--plain')).toBe(0)
    expect(script.out()).toContain('Express Saver')
    expect(await script.run('mappings', 'undo', 'main')).toBe(6)
    expect(await script.run('mappings', 'set', 'main', 'Main', 'East', '--kind', 'locations')).toBe(0)
    expect(await script.run('mappings', 'list', 'main', '--kind', 'locations')).toBe(0)
    expect(script.out()).toMatch(/Main +East/)
    expect(await script.run('mappings', 'preview', 'main', 'i2', 'B', '--kind', 'items', '--json')).toBe(0)
    expect(JSON.parse(script.out())).toEqual({ frees: 0, stays: 0, orders: [] })
    expect(await script.run('mappings', 'list', 'main', '--kind', 'items', '--unmapped', '--plain')).toBe(0)
    expect(script.out().trim().split('\n')).toHaveLength(2)
    expect(await script.run('mappings', 'set', 'main', 'i2', 'B', '--kind', 'items')).toBe(0)
    expect(await script.run('mappings', 'set', 'main', 'Main', 'Lhasa', '--kind', 'locations')).toBe(4)
  })
})

describe('what to do next', () => {
  it('stands below each step as the command that does it', async () => {
    shop.items = [item('i1', 'A')]
    await add()
    await poll()
    expect(await script.run('connections', 'setup', 'main')).toBe(0)
    expect(script.out()).toContain('crossdock mappings set main Annex CENTER --kind locations')
    expect(script.out()).toContain('crossdock connections setup main --roles orders,inventory,tracking')
    await script.run('connections', 'setup', 'main', '--roles', 'orders')
    expect(script.out()).toContain('crossdock connections setup main --mode live')
    await script.run('connections', 'pause', 'main')
    await script.run('connections', 'setup', 'main')
    expect(script.out()).toMatch(/Paused: orders[^]+crossdock connections resume main/)
    await script.run('connections', 'check', 'main')
    expect(script.out()).toMatch(/Some roles are paused\n[^]+crossdock connections resume main/)
  })

  it('a list with nothing in it says so', async () => {
    expect(await script.run('connections', 'list')).toBe(0)
    expect(script.err()).toContain('crossdock connections add')
    await add()
    expect(await script.run('mappings', 'list', 'main', '--unmapped')).toBe(0)
    expect(script.err()).toContain('Every one of the ship-options is mapped.')
    expect(await script.run('inventory', 'list', '--sku', 'MU')).toBe(0)
    expect(script.err()).toContain('--sku takes the whole SKU')
  })

  it('a second connection of the same name is not made, as when the first answer was lost', async () => {
    await add()
    expect(await script.run('connections', 'add', 'shop', '--name', 'main', '--secret-env', 'SHOP_SECRETS', '--json')).toBe(6)
    expect(JSON.parse(script.err())).toMatchObject({ error: { code: 'duplicate', hint: expect.stringContaining('crossdock connections setup main') } })
    expect((await at.hub.store.list('everyConnection', {}, { limit: 9 })).items).toHaveLength(1)
  })

  it('what is paused is shown in the list, and a sync of it is not waited for in vain', async () => {
    await add()
    await script.run('connections', 'setup', 'main', '--roles', 'orders')
    await script.run('connections', 'pause', 'main')
    expect(await script.run('connections', 'list')).toBe(0)
    expect(script.out()).toContain('connected · paused: orders')
    expect(await script.run('connections', 'sync', 'main', '--wait')).toBe(6)
    expect(script.err()).toContain('Nothing of main is read: paused: orders.')
    // With the orders alone paused the items are read, and waited for.
    await script.run('connections', 'setup', 'main', '--roles', 'orders,inventory')
    await poll()
    await at.hub.time.advance(1_000)
    const waiting = script.run('connections', 'sync', 'main', '--wait', '--plain')
    while ((await at.hub.store.list('cursorsOfConnection', { merchantId: MerchantId.parse('m1'), connectionId: (await at.hub.store.list('everyConnection', {}, { limit: 1 })).items[0]!.id }, { limit: 9 })).items.every(cursor => cursor.at > 0)) await new Promise(resolve => { setImmediate(resolve) })
    await poll()
    expect(await waiting).toBe(0)
    expect(script.out()).toMatch(/^read\titems$/m)
  })

  it('a method that no order came with, and an item that the store does not have, are told apart from those that are there', async () => {
    await add()
    await script.run('mappings', 'set', 'main', 'Economy', '2-day-express')
    expect(await script.run('mappings', 'preview', 'main', 'Econmy', '2-day-express')).toBe(0)
    expect(script.err()).toContain('No order has come with the method “Econmy” yet. Known: “Economy”.')
    expect(await script.run('mappings', 'set', 'main', 'MUG', 'MUG', '--kind', 'items')).toBe(2)
    expect(script.err()).toContain('crossdock mappings list main --kind items')
  })
})

it('a time is a time, a day, or so many days ago', () => {
  expect(startAtOf('2026-11-21T09:00:00+02:00')).toBe('2026-11-21T07:00:00.000Z')
  expect(startAtOf('2026-11-21')).toBe('2026-11-21T00:00:00.000Z')
  expect(Date.parse(startAtOf('30d')) - (Date.now() - 30 * DAY)).toBeLessThan(60_000)
  expect(() => startAtOf('yesterday')).toThrow('no time')
})
