import { expect, it } from 'vitest'
import { type Bench, draftOf, faultOf, readAll, signal } from './cases.ts'

/** Orders are read whole, in pages, from wherever the last reading ended. */
export function readingCases(bench: () => Bench): void {
  const basket = () => [{ sku: bench().far.items[0]!.sku, quantity: 2 }]

  it('reads an empty store: nothing, a cursor, no more', async () => {
    const { items, pages } = await readAll(bench())
    expect([items, pages]).toEqual([[], 1])
  })

  it('reads to the end over several pages, each order once', async () => {
    const { far } = bench()
    const placed = await far.placeOrders(far.manyOrders, basket())
    const run = await readAll(bench())
    expect(run.pages).toBeGreaterThan(1)
    expect(run.items.map((order) => order.ref).toSorted()).toEqual(placed.toSorted())
    expect((await readAll(bench(), run.next)).items).toEqual([])
  })

  it('goes on from its cursor after a fault between two pages', async () => {
    const { far, can, host } = bench()
    const placed = await far.placeOrders(far.manyOrders, basket())
    const first = await can.orders.page(null, far.at.startAt, signal)
    host.next('read', 'reply lost')
    await faultOf(can.orders.page(first.next, far.at.startAt, signal))
    const rest = await readAll(bench(), first.next)
    expect([...first.items, ...rest.items].map((order) => order.ref).toSorted()).toEqual(placed.toSorted())
  })

  it('shows a late change in the next reading, even within the same second', async () => {
    const { far } = bench()
    const [ref] = await far.placeOrders(1, basket())
    const before = await readAll(bench())
    await far.editOrder(ref!, { ...basket()[0]!, quantity: 1 })
    const after = await readAll(bench(), before.next)
    expect(before.items.map((order) => order.lines[0]?.quantity)).toEqual([2])
    expect(after.items.map((order) => [order.ref, order.lines[0]?.ordered, order.lines[0]?.quantity])).toEqual([[ref, 1, 1]])
  })

  it('leaves out what is older than startAt, and counts it', async () => {
    const { far, can } = bench()
    await far.placeOrders(3, basket())
    const later = far.now() + 60_000
    expect((await can.orders.page(null, later, signal)).items).toEqual([])
    expect(await can.olderOpenOrders.count(later, signal)).toBe(3)
  })

  it('maps an order: paid, open units, where to, and whose store', async () => {
    const { far } = bench()
    const [ref] = await far.placeOrders(1, basket())
    const draft = await draftOf(bench(), ref!)
    expect(draft).toMatchObject({ ref, storeIdentity: far.connector.storeIdentity(far.at), payment: 'paid', cancelledAt: null, closed: false, warnings: [] })
    expect(draft.lines).toMatchObject([{ sku: basket()[0]!.sku, ordered: 2, quantity: 2, requiresShipping: true }])
    expect(draft.recipient).toMatchObject({ name: expect.stringMatching(/./), address1: expect.stringMatching(/./) })
    expect(draft.method).toMatch(/./)
  })

  it('shows a cancellation', async () => {
    const { far } = bench()
    const [ref] = await far.placeOrders(1, basket())
    await far.cancelOrder(ref!)
    expect((await draftOf(bench(), ref!)).cancelledAt).toBeTypeOf('number')
  })

  it('says gone of what is not there, in its place', async () => {
    const { far, can } = bench()
    const [ref] = await far.placeOrders(1, basket())
    const answers = await can.orders.get([ref!.replace(/\d+$/, '999'), ref!, 'nonsense'], signal)
    expect(answers.map((answer) => (typeof answer === 'object' ? answer.ref : answer))).toEqual(['gone', ref, 'gone'])
  })

  it('keeps a status that nobody knows yet, and says so', async () => {
    const { far, can, host } = bench()
    const [ref] = await far.placeOrders(1, basket())
    host.next('read', (answer) => ({ ...answer, body: far.withUnknownStatus(answer.body) }))
    const [draft] = await can.orders.get([ref!], signal)
    expect(draft).toMatchObject({ payment: 'unknown', warnings: [expect.stringMatching(/not known/)] })
  })

  it('lists the locations that can be mapped, and the items', async () => {
    const { far, can } = bench()
    expect((await can.lists.read('locations', signal)).map((option) => option.id)).toContain(far.items[0]!.location)
    const { items } = await can.items.page(null, far.at.startAt, signal)
    expect(items).toContainEqual(expect.objectContaining({ ref: far.items[0]!.item, sku: far.items[0]!.sku }))
  })
}
