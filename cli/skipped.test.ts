import { beforeEach, describe, expect, it } from 'vitest'
import { type DraftLine, LEFT_OUT, type OrderDraft } from '../core/model/drafts.ts'
import type { NotImported } from '../core/orders/intake.ts'
import { putMethods } from '../hub/mappings/ship-options.ts'
import { place } from '../hub/receive/place.ts'
import { createShipOption } from '../hub/setup/ship-options.ts'
import { api, type Api } from '../test/support/api.ts'
import { addMerchant } from '../test/support/hub.ts'
import { draft } from '../test/support/orders.ts'
import { OWNER, ReadingShop, STANDARD } from '../test/support/reading-shop.ts'
import { fetchInto, terminal, type Terminal } from '../test/support/terminal.ts'
import { skippedInWords, WHY_SKIPPED } from './skipped.ts'

let at: Api
let shop: ReadingShop
let script: Terminal

beforeEach(async () => {
  shop = new ReadingShop()
  at = await api({ connectors: [shop.connector] })
  await addMerchant(at.hub)
  await createShipOption(at.hub, { id: STANDARD, name: '2-Day Express' })
  script = terminal({ fetch: fetchInto(at.app), variables: { CROSSDOCK_URL: 'http://hub.test', CROSSDOCK_TOKEN: await at.token('owner', { merchantId: 'm1' }), HOME: '/nowhere', SHOP_SECRETS: '{"token":"tok_123456789","secret":"sign"}' } })
  await script.run('connections', 'add', 'shop', '--name', 'main', '--secret-env', 'SHOP_SECRETS', '--roles', 'orders', '--start-at', '30d', '--json')
})

const nothing: DraftLine = { ...draft().lines[0]!, quantity: 0, parts: [] }

/** The store has these orders, and the hub has read them. */
async function read(drafts: readonly Partial<OrderDraft>[]): Promise<void> {
  const connection = (await at.hub.store.list('everyConnection', {}, { limit: 1 })).items[0]!
  await putMethods(at.hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
  for (const [each, more] of drafts.entries()) await place(at.hub, connection, shop.put({ ref: `g${each}`, number: `#${each}`, purchasedAt: at.hub.clock.now(), ...more }))
}

describe('what was not imported', () => {
  it('is shown with the connection, most first, each with why', async () => {
    await read([{ cancelledAt: at.hub.clock.now() }, { payment: 'unpaid' }, { payment: 'unpaid' }, { lines: [nothing], leftOut: { pickup: 1 } }, { leftOut: { gift_card: 1 } }, {}])
    expect(await script.run('connections', 'show', 'main')).toBe(0)
    expect(script.out()).toMatch(/not imported +4 orders: 2 not paid, 1 cancelled at the store, 1 picked up at the store\n/)
    expect(script.out()).toMatch(/imported in part +1 order: 1 for gift cards\n/)
    expect(await script.run('connections', 'show', 'main', '--json')).toBe(0)
    expect(JSON.parse(script.out())).toMatchObject({ name: 'main', skipped: { order: { unpaid: { value: 2, capped: false }, cancelled: { value: 1 } }, part: { gift_card: { value: 1 } } } })
    expect(await script.run('connections', 'show', 'nobody')).toBe(4)
  })

  it('stands among the doctor\'s findings and is no fault', async () => {
    await read([{ payment: 'unpaid' }, { leftOut: { others_service: 2 } }])
    expect(await script.run('doctor', 'main')).toBe(0)
    expect(script.out()).toContain('not imported  1 order: 1 not paid')
    expect(script.out()).toContain('imported in part  1 order: 1 another app’s to ship')
    expect(await script.run('doctor', 'main', '--plain')).toBe(0)
    expect(script.out()).toContain('ok\tnot_imported\tnot imported\t1 order: 1 not paid\n')
  })

  it('is not spoken of where everything was imported', async () => {
    await read([{}])
    expect(await script.run('doctor', 'main')).toBe(0)
    expect(script.out()).not.toContain('imported')
    expect(await script.run('connections', 'show', 'main', '--plain')).toBe(0)
    expect(script.out()).toContain('not imported\t–\n')
  })
})

it('every reason has words, and a count that stopped counting says so', () => {
  const codes = { cancelled: 0, older_than_start: 0, test_order: 0, work_not_shown: 0, nothing_to_ship: 0, unpaid: 0, filtered: 0, ...Object.fromEntries(LEFT_OUT.map(code => [code, 0])) } satisfies Partial<Record<NotImported, number>>
  expect(Object.keys(WHY_SKIPPED).toSorted()).toEqual(Object.keys(codes).toSorted())
  expect(skippedInWords({ order: { unpaid: { value: 10_000, capped: true }, new_code: { value: 1, capped: false } }, part: {} })).toEqual({ 'not imported': '10001 or more orders: 10000 or more not paid, 1 new code', 'imported in part': null })
})
