import { expect, it } from 'vitest'
import type { ShipmentNews } from '../../../core/model/drafts.ts'
import { type Bench, draftOf, faultOf, signal } from './cases.ts'

/** A shipment is told once, whatever becomes of the reply; and a refusal says why. */
export function tellingCases(bench: () => Bench): void {
  const place = async (quantity: number): Promise<string> => (await bench().far.placeOrders(1, [{ sku: bench().far.items[0]!.sku, quantity }]))[0]!
  const newsOf = async (order: string, quantity: number, number: string): Promise<ShipmentNews> => {
    const { lines } = await draftOf(bench(), order)
    return {
      key: `tell:${number}`, order, lines: [{ externalId: lines[0]!.externalId, quantity, parts: lines[0]!.parts }], replaces: [], notifyCustomer: false,
      parcels: [{ carrier: 'usps', trackingNumber: number, url: `https://tools.usps.com/go/TrackConfirmAction?tLabels=${number}` }],
    }
  }
  const send = async (news: ShipmentNews) => (await bench().can.tellShipment.send([news], signal))[0]!
  const ask = async (news: ShipmentNews) => (await bench().can.tellShipment.ask([news], null, signal))[0]!
  const numbers = async (order: string): Promise<string[][]> => (await bench().far.fulfilled(order)).map((each) => each.trackingNumbers)

  it('sends once: done, with the right units and number', async () => {
    const order = await place(3)
    const news = await newsOf(order, 2, '9400100000000000000001')
    expect(await ask(news)).toEqual({ is: 'absent' })
    expect(await send(news)).toMatchObject({ is: 'done', ref: expect.stringMatching(/./) })
    expect(await bench().far.fulfilled(order)).toEqual([{ trackingNumbers: ['9400100000000000000001'], units: 2 }])
    expect(await ask(news)).toMatchObject({ is: 'done' })
    expect(await draftOf(bench(), order)).toMatchObject({ lines: [{ ordered: 3, quantity: 1 }], fulfillments: [{ cancelled: false, trackingNumbers: ['9400100000000000000001'] }] })
  })

  it('tells two shipments of one order apart', async () => {
    const order = await place(3)
    await send(await newsOf(order, 1, 'A1'))
    await send(await newsOf(order, 2, 'B2'))
    expect(await bench().far.fulfilled(order)).toEqual([{ trackingNumbers: ['A1'], units: 1 }, { trackingNumbers: ['B2'], units: 2 }])
    expect(await draftOf(bench(), order)).toMatchObject({ closed: true, lines: [{ ordered: 3, quantity: 0 }] })
  })

  it('a first telling of all that stood open is one request; where it is less, the store is looked at first', async () => {
    const order = await place(2)
    const [all, part] = [await newsOf(order, 2, 'ALL1'), await newsOf(order, 1, 'PART1')]
    const requests = async (news: ShipmentNews): Promise<number> => {
      const before = bench().host.sent.length
      await send(news)
      return bench().host.sent.length - before
    }
    expect(await requests(part)).toBe(2)
    expect(await requests({ ...(await newsOf(order, 1, 'LAST1')), key: 'tell:last' })).toBe(1)
    // As it stood before either.
    expect(await send(all)).toMatchObject({ is: 'refused', code: 'fulfilled_elsewhere' })
    expect(await numbers(order)).toEqual([['PART1'], ['LAST1']])
  })

  it('what was read before either of two shipments tells both, each with its own units', async () => {
    const order = await place(3)
    const [one, two] = [await newsOf(order, 1, 'A1'), await newsOf(order, 2, 'B2')]
    expect([await send(one), await send(two)]).toMatchObject([{ is: 'done' }, { is: 'done' }])
    expect(await bench().far.fulfilled(order)).toEqual([{ trackingNumbers: ['A1'], units: 1 }, { trackingNumbers: ['B2'], units: 2 }])
  })

  it('a lost reply is maybe, and asking finds it done: nothing is sent twice', async () => {
    const order = await place(1)
    const news = await newsOf(order, 1, 'LOST1')
    bench().host.next('write', 'reply lost')
    expect(await faultOf(send(news))).toMatchObject({ sent: 'maybe' })
    expect(await ask(news)).toMatchObject({ is: 'done' })
    expect(await send(news)).toMatchObject({ is: 'done' })
    expect(await numbers(order)).toEqual([['LOST1']])
  })

  it('a lost request is maybe, and asking finds it absent: it is sent again', async () => {
    const order = await place(1)
    const news = await newsOf(order, 1, 'LOST2')
    bench().host.next('write', 'request lost')
    expect(await faultOf(send(news))).toMatchObject({ sent: 'maybe' })
    expect(await ask(news)).toEqual({ is: 'absent' })
    expect(await send(news)).toMatchObject({ is: 'done' })
    expect(await numbers(order)).toEqual([['LOST2']])
  })

  it('a cancelled order refuses, by both roads', async () => {
    const order = await place(1)
    const news = await newsOf(order, 1, 'LATE1')
    await bench().far.cancelOrder(order)
    expect(await send(news)).toMatchObject({ is: 'refused', code: 'order_cancelled' })
    expect(await ask(news)).toMatchObject({ is: 'refused', code: 'order_cancelled' })
  })

  it('what somebody fulfilled by hand refuses, by both roads', async () => {
    const order = await place(1)
    const news = await newsOf(order, 1, 'LATE2')
    await bench().far.fulfillByHand(order)
    expect(await send(news)).toMatchObject({ is: 'refused', code: 'fulfilled_elsewhere' })
    expect(await ask(news)).toMatchObject({ is: 'refused', code: 'fulfilled_elsewhere' })
    expect(await numbers(order)).not.toContainEqual(['LATE2'])
  })

  it('an order that is gone refuses, by both roads', async () => {
    const order = await place(1)
    const known = await newsOf(order, 1, 'GONE1')
    // Nothing is left of it, and so no piece of its work either.
    const news = { ...known, order: order.replace(/\d+$/, '999'), lines: known.lines.map((line) => ({ ...line, parts: [] })) }
    expect(await send(news)).toMatchObject({ is: 'refused', code: 'order_gone' })
    expect(await ask({ ...news, order: 'nonsense' })).toMatchObject({ is: 'refused', code: 'order_gone' })
  })

  it('a relabel replaces the number and ships nothing again, also when its reply is lost', async () => {
    const order = await place(1)
    const news = await newsOf(order, 1, 'OLD1')
    await send(news)
    const again = { ...news, key: 'tell:2', replaces: ['OLD1'], parcels: [{ carrier: 'ups', trackingNumber: 'NEW1', url: null }] }
    expect(await ask(again)).toEqual({ is: 'absent' })
    bench().host.next('write', 'reply lost')
    expect(await faultOf(send(again))).toMatchObject({ sent: 'maybe' })
    expect(await ask(again)).toMatchObject({ is: 'done' })
    expect(await bench().far.fulfilled(order)).toEqual([{ trackingNumbers: ['NEW1'], units: 1 }])
  })

  it('several parcels of one shipment are one telling with all numbers', async () => {
    const order = await place(2)
    const news = await newsOf(order, 2, 'P1')
    await send({ ...news, parcels: [...news.parcels, { carrier: 'usps', trackingNumber: 'P2', url: null }] })
    expect(await numbers(order)).toEqual([['P1', 'P2']])
  })
}
