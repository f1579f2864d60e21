import { expect, it } from 'vitest'
import type { LevelUpdate } from '../../../core/model/drafts.ts'
import { type Bench, faultOf, signal } from './cases.ts'
import type { Stocked } from './far-end.ts'

/** Stock is set by comparing, all lines are answered, and a bad one takes no other with it. */
export function levelCases(bench: () => Bench): void {
  const update = (at: Stocked, quantity: number, changeFrom: number | null): LevelUpdate => ({ key: `${at.item} ${quantity}`, item: at.item, location: at.location, quantity, changeFrom })
  const send = async (...updates: LevelUpdate[]) => bench().can.setLevels.send(updates, signal)
  const ask = async (...updates: LevelUpdate[]) => bench().can.setLevels.ask(updates, null, signal)
  const items = () => bench().far.items

  it('reads available and committed of many items in one go; what is not stocked has no level', async () => {
    const { far, can, host } = bench()
    const [a, b] = [items()[0]!, items()[1]!]
    await far.setLevelByHand(a, 10)
    await far.setLevelByHand(b, 5)
    await far.placeOrders(1, [{ sku: a.sku, quantity: 3 }])
    host.sent.length = 0
    const levels = await can.levels.of([a.item, b.item, far.notStocked.item], [a.location], signal)
    expect(host.sent).toHaveLength(1)
    expect(levels).toHaveLength(2)
    expect(levels).toContainEqual(expect.objectContaining({ item: a.item, location: a.location, available: 7, committed: 3 }))
    expect(levels).toContainEqual(expect.objectContaining({ item: b.item, available: 5, committed: 0 }))
  })

  it('sets many levels, and asking finds them done', async () => {
    const updates = items().map((at, index) => update(at, 20 + index, null))
    expect(await send(...updates)).toEqual(updates.map(() => ({ is: 'done' })))
    expect(await Promise.all(items().map((at) => bench().far.level(at)))).toEqual(updates.map((each) => each.quantity))
    expect(await ask(...updates)).toEqual(updates.map(() => ({ is: 'done' })))
  })

  it('refuses one that moved meanwhile as stale, and sets the others', async () => {
    const [a, b] = [items()[0]!, items()[1]!]
    await bench().far.setLevelByHand(a, 4)
    await bench().far.setLevelByHand(b, 6)
    expect(await send(update(a, 9, 5), update(b, 8, 6))).toEqual([expect.objectContaining({ is: 'refused', code: 'stale' }), { is: 'done' }])
    expect([await bench().far.level(a), await bench().far.level(b)]).toEqual([4, 8])
  })

  it('refuses one that is not stocked or not there, and sets the others', async () => {
    const { far } = bench()
    const [a, b] = [items()[0]!, items()[1]!]
    const gone = { ...a, item: a.item.replace(/\d+$/, '999') }
    const outcomes = await send(update(far.notStocked, 1, null), update(a, 11, null), update(gone, 2, null), update(b, 12, null))
    expect(outcomes).toEqual([
      expect.objectContaining({ is: 'refused', code: 'not_stocked', fix: 'merchant' }), { is: 'done' },
      expect.objectContaining({ is: 'refused', code: 'item_gone' }), { is: 'done' },
    ])
    expect([await far.level(a), await far.level(b)]).toEqual([11, 12])
  })

  it('a lost reply is maybe: asking finds it done, and sending it again changes nothing', async () => {
    const [a] = items() as [Stocked]
    await bench().far.setLevelByHand(a, 3)
    const change = update(a, 7, 3)
    bench().host.next('write', 'reply lost')
    expect(await faultOf(send(change))).toMatchObject({ sent: 'maybe' })
    expect(await ask(change)).toEqual([{ is: 'done' }])
    // Where a repeat is not harmless, the hub never sends it: then there is nothing to see here.
    const again = bench().can.setLevels.repeatable ? await send(change) : [{ is: 'done' }]
    expect(again).toEqual([{ is: 'done' }])
    expect(await bench().far.level(a)).toBe(7)
  })

  it('a lost request is maybe: asking finds it absent; moved meanwhile it is unknown', async () => {
    const [a] = items() as [Stocked]
    await bench().far.setLevelByHand(a, 3)
    const change = update(a, 7, 3)
    bench().host.next('write', 'request lost')
    expect(await faultOf(send(change))).toMatchObject({ sent: 'maybe' })
    expect(await ask(change)).toEqual([{ is: 'absent' }])
    await bench().far.setLevelByHand(a, 2)
    expect(await ask(change)).toEqual([{ is: 'unknown' }])
  })

  it('takes a whole batch', async () => {
    const { can } = bench()
    expect(can.setLevels.batch).toBeGreaterThan(0)
    expect(await send()).toEqual([])
  })
}
