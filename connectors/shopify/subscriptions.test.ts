import { afterEach, beforeEach, expect, it } from 'vitest'
import { hostOver } from '../../test/contracts/connector/scripted.ts'
import { pacedClock } from '../kit/emulator/clock.ts'
import { httpTransport } from '../kit/http.ts'
import { door } from './door.ts'
import { type RunningShopifyEmulator, startShopifyEmulator } from './emulator/index.ts'
import type { View } from './settings.ts'
import { wantedTopics } from './topics.ts'

const shop = 'hooks.myshopify.com'
const credentials = { accessToken: 'shpat_hooks', clientSecret: 'shhh' }
const clock = pacedClock()
let emulator: RunningShopifyEmulator
beforeEach(async () => { emulator = await startShopifyEmulator({ shops: [{ shop, ...credentials, locations: [{ name: 'Warehouse' }] }], clock, seed: 1 }) })
afterEach(async () => emulator.close())

const ensure = (url: string, roles: View['roles'] = ['orders', 'tracking', 'inventory']) =>
  door.ensure!(url, { id: 'c', credentials, settings: { shop, notifyCustomer: true }, roles, startAt: 0, baseUrl: emulator.url }, hostOver(httpTransport(), clock.now()))
const held = () => emulator.state().subscriptions.map(({ topic, uri }) => `${topic} ${uri}`).toSorted()
const wanted = (url: string, roles: View['roles']) => [...wantedTopics(roles).keys()].map((topic) => `${topic} ${url}`).toSorted()

it('subscribes to the topics of its roles, once', async () => {
  const url = 'https://hub.example.com/hooks/c'
  expect(await ensure(url, ['orders'])).toMatchObject([{ is: 'ok', detail: expect.stringContaining('APP_UNINSTALLED') }, { code: 'webhooks_made' }])
  expect(held()).toEqual(wanted(url, ['orders']))
  await ensure(url, ['orders', 'inventory'])
  await ensure(url, ['orders', 'inventory'])
  expect(held()).toEqual(wanted(url, ['orders', 'inventory']))
})

it('moves its own subscriptions to a new address, and leaves other apps’ paths alone', async () => {
  await ensure('https://old.example.com/hooks/c', ['inventory'])
  await ensure('https://somebody.example.net/else', ['inventory'])
  await ensure('https://new.example.com/hooks/c', ['inventory'])
  expect(held()).toEqual([...wanted('https://new.example.com/hooks/c', ['inventory']), ...wanted('https://somebody.example.net/else', ['inventory'])].toSorted())
})

it('failure 10 (webhooks removed): makes again what is gone, and says which', async () => {
  const url = 'https://hub.example.com/hooks/c'
  await ensure(url, ['orders'])
  expect(await ensure(url, ['orders'])).toMatchObject([{ code: 'webhooks', is: 'ok' }])
  emulator.reset({ subscriptions: true })
  expect(await ensure(url, ['orders'])).toMatchObject([{ code: 'webhooks', is: 'ok' }, { code: 'webhooks_made', detail: expect.stringContaining('ORDERS_CREATE') }])
  expect(held()).toEqual(wanted(url, ['orders']))
})

it('takes away what a role needed that is off, and all of its own where none is on', async () => {
  const url = 'https://hub.example.com/hooks/c'
  await ensure('https://somebody.example.net/else', ['orders'])
  await ensure(url, ['orders', 'inventory'])
  expect(await ensure(url, ['orders'])).toMatchObject([{ is: 'ok' }, { code: 'webhooks_removed', detail: expect.stringContaining('INVENTORY_LEVELS_UPDATE') }])
  expect(held()).toEqual([...wanted(url, ['orders']), ...wanted('https://somebody.example.net/else', ['orders'])].toSorted())
  await ensure(url, [])
  expect(held()).toEqual(wanted('https://somebody.example.net/else', ['orders']))
})

it('answers with a fault and a way to mend it, where the address is refused or the token is wrong', async () => {
  expect(await ensure('ftp://hub.example.com/hooks/c', ['inventory'])).toMatchObject([...wantedTopics(['inventory'])].map(() => ({ is: 'fault', fix: expect.stringContaining('https') })))
  emulator.setFaults({ unauthorized: 1 })
  expect(await ensure('https://hub.example.com/hooks/c')).toMatchObject([{ is: 'fault', detail: expect.stringMatching(/401/) }])
})
