import { assert, describe, expect, it } from 'vitest'
import { shopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import { shopify } from '../../connectors/shopify/index.ts'
import type { ConnectionId, Sku } from '../../core/model/ids.ts'
import { createConnection } from '../../hub/connections/create.ts'
import { compareStock, confirmComparison } from '../../hub/inventory/comparison.ts'
import { pushDueStock } from '../../hub/inventory/push.ts'
import { itemsReport } from '../../hub/mappings/items-report.ts'
import { putLocations } from '../../hub/mappings/locations.ts'
import { pollDueSources } from '../../hub/receive/poll.ts'
import { stockCommand } from '../../hub/stock/commands.ts'
import { VirtualClock } from '../support/clock.ts'
import { addMerchant, testHub } from '../support/hub.ts'
import { addCenters, EAST, M, SCOPE, WEST } from '../support/stock.ts'

const SHOP = 'sizes.myshopify.com'
const CREDENTIALS = { accessToken: 'shpat_sizes', clientSecret: 'sizes secret' }
const ID = 'sizes' as ConnectionId
const ONE = [{ name: 'East' }]
const THREE = [{ name: 'East' }, { name: 'West' }, { name: 'Other 3PL', isService: true }]

/** A shop of its own, connected as a person connects it: checked, its locations found, its items read to the end. */
async function connected(items: readonly object[], locations: readonly { name: string; isService?: boolean }[]) {
  const time = new VirtualClock()
  const shop = shopifyEmulator({ clock: time, seed: 1, shops: [{ shop: SHOP, ...CREDENTIALS, locations }], deliver: async () => ({ status: 200 }) })
  if (items.length > 0) shop.addProducts({ items })
  const hub = testHub({ time, connectors: [shopify], transport: async request => shop.handle(request) })
  await addMerchant(hub, M)
  await addCenters(hub)
  const made = await time.settle(createConnection(hub, SCOPE, { id: ID, connector: 'shopify', name: 'Sizes', credentials: CREDENTIALS, settings: { shop: SHOP }, roles: ['orders', 'inventory'], mode: 'live' }))
  assert(made.is === 'done')
  const { account } = made.connection
  for (let turns = 0; turns < 60; turns += 1) await time.settle(pollDueSources(hub, account, time.now() + 1_000))
  const ref = new Map(shop.state().shops[0]?.locations.map(({ id, name }) => [name, id]))
  await putLocations(hub, SCOPE, ID, [{ location: ref.get('East') ?? '', centerIds: [EAST] }, ...(ref.has('West') ? [{ location: ref.get('West') ?? '', centerIds: [WEST] }] : [])])
  return {
    hub, shop, ref,
    compared: async () => { const one = await time.settle(compareStock(hub, SCOPE, ID)); assert(one.is === 'compared'); return one },
    count: async (skus: readonly string[]) => {
      for (let at = 0; at < skus.length; at += 500) await stockCommand(hub, SCOPE, skus.slice(at, at + 500).map(sku => ({ cause: sku, does: { is: 'counted' as const, sku: sku as Sku, centerId: EAST, quantity: 7, asOf: 1 } })))
    },
    told: async () => {
      await confirmComparison(hub, SCOPE, ID)
      for (let turns = 0; turns < 20; turns += 1) {
        await time.settle(pushDueStock(hub, account, time.now() + 1_000))
        await time.advance(1_000)
      }
      return shop.state().levels.filter(({ available, location }) => location === 'East' && available === 7).length
    },
  }
}

describe('connects a store (S2.18)', () => {
  it.each([0, 1, 250, 251, 5_000])('with %i items: all are matched, compared, and told', async (size) => {
    const items = Array.from({ length: size }, (_, at) => ({ sku: `SKU-${at}`, available: { East: 5 } }))
    const made = await connected(items, ONE)
    expect((await itemsReport(made.hub, { id: ID, merchantId: M })).report).toMatchObject({ matched: size, twice: 0, withoutSku: 0, unknown: 0 })
    await made.count(items.map(({ sku }) => sku))
    expect((await made.compared()).counts).toMatchObject({ compared: size, equal: 0, different: size, becomeZero: 0, neverCounted: 0, notStocked: 0, unmappedLocations: 0 })
    expect(await made.told()).toBe(size)
  }, 120_000)

  it('with a SKU on 3 variants: it is reported, and none of the three is told', async () => {
    const made = await connected([{ sku: 'SAME', variantCount: 3, available: { East: 5 } }, { sku: 'OWN', available: { East: 5 } }, { sku: null, available: { East: 5 } }], ONE)
    expect((await itemsReport(made.hub, { id: ID, merchantId: M })).report).toMatchObject({ matched: 1, twice: 3, withoutSku: 1, unknown: 0 })
    await made.count(['SAME', 'OWN'])
    expect((await made.compared()).counts).toMatchObject({ compared: 1, twice: 3, withoutSku: 1 })
    expect(await made.told()).toBe(1)
    expect(made.shop.state().levels.filter(({ sku }) => sku === 'SAME').map(({ available }) => available)).toEqual([5, 5, 5])
  })

  it('with three locations, of which one is another app\'s fulfillment service: that one is listed, never mapped by itself, and not touched', async () => {
    const made = await connected([{ sku: 'A', available: { East: 5, West: 5, 'Other 3PL': 5 } }, { sku: 'B', available: { East: 5, 'Other 3PL': 5 } }], THREE)
    await made.count(['A', 'B'])
    const { counts, rows } = await made.compared()
    expect(counts).toMatchObject({ compared: 3, notStocked: 1, unmappedLocations: 1 })
    expect(rows.map(({ location }) => location)).not.toContain(made.ref.get('Other 3PL'))
    expect(await made.told()).toBe(2)
    expect(made.shop.state().levels.filter(({ location }) => location === 'Other 3PL').map(({ available }) => available)).toEqual([5, 5])
  })
})
