import { describe, expect, it } from 'vitest'
import { type Bench, bench } from './bench.ts'

const PAGE = 'query Page($first: Int!, $after: String, $query: String, $sortKey: OrderSortKeys, $reverse: Boolean) { orders(first: $first, after: $after, query: $query, sortKey: $sortKey, reverse: $reverse) { pageInfo { hasNextPage endCursor } nodes { id updatedAt } } }'
const line = (sku: string, quantity = 1): Record<string, unknown> => ({ lines: [{ sku, quantity }] })

async function ids({ call }: Bench, variables: Record<string, unknown>): Promise<string[]> {
  const { body } = await call(PAGE, { first: 250, ...variables })
  return body.data.orders.nodes.map((node: { id: string }) => node.id)
}

async function allPages(made: Bench, variables: Record<string, unknown>, between: () => Promise<void> = async () => {}): Promise<string[]> {
  const found: string[] = []
  for (let after: string | null = null; ;) {
    const { body } = await made.call(PAGE, { ...variables, after })
    found.push(...body.data.orders.nodes.map((node: { id: string }) => node.id))
    if (!body.data.orders.pageInfo.hasNextPage) return found
    after = body.data.orders.pageInfo.endCursor
    await between()
  }
}

describe('an order', () => {
  it('is whole, at the first location that has everything', async () => {
    const { emulator, order } = bench()
    const { ids: [id] } = emulator.placeOrders({ ...line('A', 2), shipping: { code: 'EXPRESS', title: 'Express' }, note: 'ring', tags: ['vip'] })
    expect(order(id!)).toMatchObject({
      name: '#1001', financial: 'PAID', fulfillment: 'UNFULFILLED', shipping: { code: 'EXPRESS', title: 'Express' },
      lines: [{ sku: 'A', quantity: 2, currentQuantity: 2 }],
      fulfillmentOrders: [{ status: 'OPEN', location: 'East', lines: [{ sku: 'A', total: 2, remaining: 2 }] }],
    })
  })

  it('may have several shipping lines, removed ones too, and work that goes by another than the first', async () => {
    const { emulator, order, call } = bench()
    const shipping = [{ title: 'Saver', removed: true }, { title: 'Economy', price: 300 }, { title: 'Overnight', price: 900 }]
    const id = emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1, presentedName: 'Overnight' }, { sku: 'A', quantity: 1, presentedName: null }], shipping }).ids[0]!
    expect(order(id)).toMatchObject({ shipping: { title: 'Economy' }, fulfillmentOrders: [{ lines: [{ sku: 'A' }] }, { lines: [{ sku: 'B' }] }, { lines: [{ sku: 'A' }] }] })
    const { body } = await call('query Q($id: ID!) { order(id: $id) { currentShippingPriceSet { shopMoney { amount } } shippingLines(first: 5) { nodes { title isRemoved } } fulfillmentOrders(first: 5) { nodes { deliveryMethod { presentedName } } } } }', { id })
    expect(body.data.order.shippingLines.nodes.map(({ title, isRemoved }: { title: string; isRemoved: boolean }) => [title, isRemoved])).toEqual([['Saver', true], ['Economy', false], ['Overnight', false]])
    expect(body.data.order.fulfillmentOrders.nodes.map((work: { deliveryMethod: { presentedName: string | null } }) => work.deliveryMethod.presentedName)).toEqual(['Economy', 'Overnight', null])
    expect(body.data.order.currentShippingPriceSet.shopMoney.amount).toBe('12.0')
  })

  it('is split over locations where none has everything, or where it is said', () => {
    const { emulator, order } = bench()
    emulator.setLevel({ sku: 'A', location: 'East', available: 0 })
    const split = emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }, { sku: 'B', quantity: 1 }] }).ids[0]!
    expect(order(split).fulfillmentOrders.map(({ location }) => location)).toEqual(['West', 'East'])
    const said = emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1, location: 'East' }, { sku: 'A', quantity: 1, location: 'West' }] }).ids[0]!
    expect(order(said).fulfillmentOrders.map(({ location }) => location)).toEqual(['East', 'West'])
  })

  it('moves units from available to committed, below 0 if need be, and not for what is untracked or not stocked', () => {
    const { emulator, level } = bench()
    emulator.placeOrders({ ...line('A', 12), location: 'East' })
    expect(level('A', 'East')).toMatchObject({ available: -2, committed: 12, onHand: 10 })
    emulator.placeOrders(line('D', 3))
    expect(level('D', 'East')).toMatchObject({ available: 0, committed: 0 })
    emulator.placeOrders(line('C', 3))
    expect(emulator.state().levels.some(({ sku }) => sku === 'C')).toBe(false)
  })

  it('may have no SKU, no address, a redacted person, nothing to ship, a hold', async () => {
    const { emulator, order, call } = bench()
    emulator.addProducts({ items: [{ sku: null, title: 'Nameless' }, { sku: 'TWICE', variantCount: 2 }, { sku: 'GIFT', requiresShipping: false, tracked: false }] })
    const [nameless, noAddress, redacted, gift] = [
      { lines: [{ sku: null, quantity: 1 }] }, { ...line('A'), address: null }, { ...line('A'), address: { firstName: null, lastName: null, phone: null }, email: null },
      { lines: [{ sku: 'GIFT', quantity: 1 }, { sku: 'A', quantity: 1 }], shipping: null },
    ].map((body) => order(emulator.placeOrders(body).ids[0]!))
    expect(nameless!.lines[0]!.sku).toBeNull()
    expect(noAddress!.address).toBeNull()
    expect(redacted!.address).toMatchObject({ firstName: null, lastName: null, phone: null })
    expect(redacted!.address!.city).toEqual(expect.any(String))
    expect(gift).toMatchObject({ shipping: null, fulfillmentOrders: [{ lines: [{ sku: 'GIFT' }] }, { lines: [{ sku: 'A' }] }] })
    const { body } = await call('query Q($id: ID!) { order(id: $id) { requiresShipping shippingLines(first: 1) { nodes { id } } fulfillmentOrders(first: 5) { nodes { deliveryMethod { methodType presentedName } } } } productVariants(first: 5, query: "sku:TWICE") { nodes { sku inventoryItem { duplicateSkuCount } } } }', { id: gift!.id })
    expect(body.data.order.fulfillmentOrders.nodes.map((node: { deliveryMethod: unknown }) => node.deliveryMethod)).toEqual([
      { methodType: 'NONE', presentedName: null }, { methodType: 'SHIPPING', presentedName: null },
    ])
    expect(body.data.productVariants.nodes).toHaveLength(2)
    expect(body.data.productVariants.nodes[0].inventoryItem.duplicateSkuCount).toBe(1)
  })
})

describe('changes by the merchant', () => {
  it('an edit lowers what is left, raises it, adds a line, and moves the numbers', () => {
    const { emulator, order, level } = bench()
    const id = emulator.placeOrders(line('A', 5)).ids[0]!
    emulator.order(id, 'edit', { lines: [{ sku: 'A', quantity: 2 }, { sku: 'B', quantity: 4 }] })
    expect(order(id)).toMatchObject({
      lines: [{ sku: 'A', quantity: 5, currentQuantity: 2 }, { sku: 'B', quantity: 4, currentQuantity: 4 }],
      fulfillmentOrders: [{ location: 'East', lines: [{ sku: 'A', total: 2, remaining: 2 }, { sku: 'B', total: 4, remaining: 4 }] }],
    })
    expect(level('A', 'East')).toMatchObject({ available: 8, committed: 2 })
    expect(level('B', 'East')).toMatchObject({ available: 16, committed: 4 })
    emulator.order(id, 'edit', { lines: [{ sku: 'A', quantity: 3 }] })
    expect(level('A', 'East')).toMatchObject({ available: 7, committed: 3 })
    emulator.order(id, 'edit', { lines: [{ sku: 'A', quantity: 0 }, { sku: 'B', quantity: 0 }] })
    expect(order(id).fulfillmentOrders[0]!.status).toBe('CLOSED')
    expect(level('A', 'East')).toMatchObject({ available: 10, committed: 0 })
  })

  it('an edit of the address replaces what is given', () => {
    const { emulator, order } = bench()
    const id = emulator.placeOrders(line('A')).ids[0]!
    const before = order(id).address
    emulator.order(id, 'edit', { address: { address1: '1 New Street' } })
    expect(order(id).address).toEqual({ ...before, address1: '1 New Street' })
    expect(() => emulator.order(id, 'edit', { address: { street: 'x' } })).toThrow('there is no street')
    expect(() => emulator.order(id, 'edit', { address: { countryCode: 'XX' } })).toThrow('there is no country XX')
  })

  it('an edit does not go below what was fulfilled, nor onto a cancelled order', () => {
    const { emulator } = bench()
    const id = emulator.placeOrders(line('A', 3)).ids[0]!
    emulator.order(id, 'fulfill', { lines: [{ sku: 'A', quantity: 2 }] })
    expect(() => emulator.order(id, 'edit', { lines: [{ sku: 'A', quantity: 1 }] })).toThrow('2 of A were fulfilled already')
    const other = emulator.placeOrders(line('A')).ids[0]!
    emulator.order(other, 'cancel')
    expect(() => emulator.order(other, 'edit', { lines: [] })).toThrow('cancelled')
  })

  it('a cancel restocks, refunds and closes the fulfillment orders', () => {
    const { emulator, order, level } = bench()
    const id = emulator.placeOrders(line('A', 4)).ids[0]!
    emulator.order(id, 'cancel', { reason: 'fraud' })
    expect(order(id)).toMatchObject({ financial: 'REFUNDED', cancelledAt: order(id).updatedAt, lines: [{ quantity: 4, currentQuantity: 0 }], fulfillmentOrders: [{ status: 'CLOSED', lines: [{ remaining: 0 }] }] })
    expect(level('A', 'East')).toMatchObject({ available: 10, committed: 0 })
    expect(() => emulator.order(id, 'cancel')).toThrow('Cannot cancel an order that has already been canceled')
    const shipped = emulator.placeOrders(line('A', 2)).ids[0]!
    emulator.order(shipped, 'fulfill', { lines: [{ sku: 'A', quantity: 1 }] })
    expect(() => emulator.order(shipped, 'cancel')).toThrow('Cannot cancel an order that has outstanding fulfillments')
  })

  it('a pending order is paid once, a hold is released', () => {
    const { emulator, order } = bench()
    const id = emulator.placeOrders({ ...line('A'), financial: 'pending' }).ids[0]!
    expect(order(id).financial).toBe('PENDING')
    emulator.order(id, 'pay')
    expect(order(id).financial).toBe('PAID')
    expect(() => emulator.order(id, 'pay')).toThrow('paid already')
    emulator.order(id, 'hold', { reason: 'OTHER' })
    expect(order(id).fulfillment).toBe('ON_HOLD')
    expect(emulator.state().held).toMatchObject([{ what: 'fulfillment_order', why: 'OTHER' }])
    emulator.order(id, 'release')
    expect(order(id).fulfillment).toBe('UNFULFILLED')
    expect(() => emulator.order(id, 'release')).toThrow('on_hold')
  })

  it('move updatedAt on, strictly, even within one second', () => {
    const { emulator, order } = bench()
    const id = emulator.placeOrders({ ...line('A', 3), financial: 'PENDING' }).ids[0]!
    const times = [order(id).updatedAt]
    for (const change of ['pay', 'hold', 'release', 'fulfill'] as const) {
      emulator.order(id, change, {})
      times.push(order(id).updatedAt)
    }
    expect(times).toEqual(times.toSorted((a, b) => a.localeCompare(b)))
    expect(new Set(times).size).toBe(times.length)
  })
})

describe('search', () => {
  it('filters by what it knows and ignores what it does not', async () => {
    const made = bench()
    const { emulator, clock } = made
    const [old] = emulator.placeOrders({ ...line('A'), createdAt: '2026-11-01T00:00:00Z', test: true, tags: ['x'] }).ids
    await clock.advance(10_000)
    const [pending] = emulator.placeOrders({ ...line('A'), financial: 'PENDING' }).ids
    const [cancelled] = emulator.placeOrders(line('B')).ids
    emulator.order(cancelled!, 'cancel')
    const [shipped] = emulator.placeOrders(line('A')).ids
    emulator.order(shipped!, 'fulfill')
    await clock.advance(10_000)
    const number = shipped!.split('/').at(-1)
    const find = (query: string): Promise<string[]> => ids(made, { query, sortKey: 'ID' })
    expect(await find('')).toEqual([old, pending, cancelled, shipped])
    expect(await find("updated_at:>='2026-11-20T10:00:05Z'")).toEqual([pending, cancelled, shipped])
    expect(await find('created_at:<2026-11-02')).toEqual([old])
    expect(await find('updated_at:<=now -created_at:<2026-11-02 AND NOT financial_status:pending')).toEqual([cancelled, shipped])
    expect(await find('financial_status:pending')).toEqual([pending])
    expect(await find('financial_status:paid,pending test:false')).toEqual([pending, shipped])
    expect(await find('status:cancelled OR financial_status:pending')).toEqual([pending, cancelled])
    expect(await find('status:open')).toEqual([old, pending])
    expect(await find('fulfillment_status:shipped')).toEqual([shipped])
    expect(await find('fulfillment_status:unshipped status:not_closed')).toEqual([old, pending, cancelled])
    expect(await find(`id:${number}`)).toEqual([shipped])
    expect(await find(`id:>=${number}`)).toEqual([shipped])
    expect(await find('(tag:x OR sku:B) test:true')).toEqual([old])
    expect(await find('nonsense:1')).toEqual([old, pending, cancelled, shipped])
    expect(await find('nonsense:1 tag:x')).toEqual([old])
    expect(await find('name:#1002')).toEqual([pending])
    expect(await find(') ( weird:: "')).toEqual(expect.any(Array))
  })

  it('pages stably by (key, id), forwards and backwards, while orders change', async () => {
    const made = bench({ plan: 'plus' })
    const { emulator, clock } = made
    const placed: string[] = []
    for (let round = 0; round < 5; round += 1) {
      placed.push(...emulator.placeOrders({ ...line('D'), count: 9 }).ids)
      await clock.advance(1000)
    }
    for (const sortKey of ['UPDATED_AT', 'CREATED_AT', 'ID', 'PROCESSED_AT']) {
      expect(await allPages(made, { first: 4, sortKey })).toEqual(placed)
      expect(await allPages(made, { first: 7, sortKey, reverse: true })).toEqual(placed.toReversed())
    }
    // An order that changes while we page goes to the end: it is seen again, and none is missed.
    let change = 0
    const seen = await allPages(made, { first: 4, sortKey: 'UPDATED_AT' }, async () => {
      if (change < 5) emulator.order(placed[change * 9]!, 'edit', { address: { city: 'Elsewhere' } })
      change += 1
    })
    expect(new Set(seen)).toEqual(new Set(placed))
    expect(new Set(seen.slice(-5))).toEqual(new Set([0, 9, 18, 27, 36].map((index) => placed[index])))
  })

  it('counts, up to the limit', async () => {
    const { emulator, call } = bench()
    emulator.placeOrders({ ...line('D'), count: 12 })
    const { body } = await call('{ ordersCount(query: "financial_status:paid") { count precision } few: ordersCount(limit: 10) { count precision } }')
    expect(body.data).toEqual({ ordersCount: { count: 12, precision: 'EXACT' }, few: { count: 10, precision: 'AT_LEAST' } })
  })

  it('learns of a change later than reads by id do (searchLag)', async () => {
    const made = bench({}, { searchLag: 1000 })
    const [id] = made.emulator.placeOrders(line('A')).ids
    expect(await ids(made, {})).toEqual([])
    expect((await made.call('query Q($id: ID!) { order(id: $id) { name } }', { id })).body.data.order.name).toBe('#1001')
    await made.clock.advance(1500)
    expect(await ids(made, {})).toEqual([id])
    await made.clock.advance(60_000)
    made.emulator.order(id!, 'hold')
    const query = `updated_at:>='${made.order(id!).updatedAt}'`
    expect(await ids(made, { query })).toEqual([])
    await made.clock.advance(1500)
    expect(await ids(made, { query })).toEqual([id])
  })

  it('hides what is older than 60 days, unless the token may read all orders', async () => {
    const old = { ...line('A'), createdAt: '2026-09-01T00:00:00Z' }
    const [few, all] = [bench(), bench({ scopes: ['read_orders', 'read_all_orders'] })]
    few.emulator.placeOrders(old)
    const placed = all.emulator.placeOrders(old).ids
    expect(await ids(few, {})).toEqual([])
    expect(await ids(all, {})).toEqual(placed)
    const byId = async (made: Bench, refs: readonly string[]) => (await made.call('query ById($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: refs })).body.data.nodes
    expect(await byId(few, few.emulator.state().orders.map(({ id }) => id))).toEqual([null])
    expect(await byId(all, placed)).toEqual(placed.map((id) => ({ id })))
  })

  it('is quick over 10,000 orders', async () => {
    const made = bench({ plan: 'enterprise' })
    const placed = made.emulator.placeOrders({ ...line('D'), count: 10_000 }).ids
    const started = performance.now()
    for (const id of placed.slice(0, 2000)) made.emulator.order(id, 'edit', { address: { city: 'Elsewhere' } })
    expect(await allPages(made, { first: 250, sortKey: 'UPDATED_AT', query: 'updated_at:>=2020' })).toHaveLength(10_000)
    // It takes half a second; what is not indexed takes minutes.
    expect(performance.now() - started).toBeLessThan(30_000)
  })
})
