import { describe, expect, it } from 'vitest'
import type { Sku } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { ACCOUNT, connect, M1, OWNER, shopHub, STANDARD, webhook } from '../../test/support/reading-shop.ts'
import type { Hub } from '../hub.ts'
import { accept } from '../receive/accept.ts'
import { drainDeliveries } from '../receive/drain.ts'
import { place } from '../receive/place.ts'
import { namedId } from '../orders/surroundings.ts'
import { pollDueSources } from '../receive/poll.ts'
import { listItems, placeItems, putItems } from './items.ts'
import { itemsReport } from './items-report.ts'
import { putMethods } from './ship-options.ts'

const FAR = Number.MAX_SAFE_INTEGER
const DAY = 86_400_000
const item = (ref: string, sku: string | null) => ({ ref, sku, name: ref, tracked: true, updatedAt: null })
const only = async (hub: Hub) => (await hub.store.list('ordersNewest', { merchantId: M1 }, { limit: 9 })).items[0]

/** A store whose items were read, and which sells a SKU that stands on two of them. */
async function twoMugs() {
  const { hub, shop } = await shopHub()
  const connection = await connect(hub)
  await putMethods(hub, OWNER, connection.id, [{ method: 'Standard', shipOptionId: STANDARD }])
  shop.items = [item('i1', 'MUG'), item('i2', 'MUG'), item('i3', 'CUP'), item('i4', null)]
  const poll = async (on: Hub = hub) => pollDueSources(on, ACCOUNT, FAR)
  await poll()
  await place(hub, connection, shop.put())
  return {
    hub, shop, connection, poll,
    /** A day later, when all items are read once more. */
    nextNight: async () => {
      await hub.time.advance(DAY)
      await poll()
    },
    report: async () => (await itemsReport(hub, connection)).report,
    shown: async () => (await listItems(hub, OWNER, connection.id, { limit: 9 }))?.items.map(one => one.item).toSorted(),
    asked: () => shop.gets.flat().filter(ref => ref.startsWith('i')),
  }
}

describe('an item that was deleted at the store', () => {
  it('is forgotten by the next full pass, and the SKU that it shared is the other one\'s', async () => {
    const at = await twoMugs()
    expect(await only(at.hub)).toMatchObject({ status: 'action_required', reasons: [{ code: 'duplicate_sku' }] })
    at.shop.items = [item('i1', 'MUG'), item('i3', 'CUP')]
    expect(await at.report()).toMatchObject({ total: 4, twice: 2, withoutSku: 1 })
    await at.nextNight()
    expect(at.asked().toSorted()).toEqual(['i2', 'i4'])
    expect(await at.report()).toEqual({ total: 2, matched: 2, unknown: 0, twice: 0, withoutSku: 0, untracked: 0 })
    expect(await at.shown()).toEqual(['i1', 'i3'])
    expect(await only(at.hub)).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('is asked about by name before: one that a page lagged behind stays, and nothing of it is lost', async () => {
    const at = await twoMugs()
    await putItems(at.hub, OWNER, at.connection.id, [{ item: 'i3', sku: 'BETTER' as Sku, buffer: 2 }])
    for (const ref of ['i1', 'i3']) at.shop.unlisted.add(ref)
    await at.nextNight()
    expect(at.asked().toSorted()).toEqual(['i1', 'i3'])
    expect(await at.report()).toMatchObject({ total: 4, twice: 2 })
    expect((await listItems(at.hub, OWNER, at.connection.id, { limit: 9 }))?.items.find(one => one.item === 'i3')).toMatchObject({ sku: 'BETTER', buffer: 2, name: 'i3' })
  })

  it('is not asked about where every page showed all, nor again once it is gone', async () => {
    const at = await twoMugs()
    await at.nextNight()
    expect(at.asked()).toEqual([])
    at.shop.items.pop()
    await at.nextNight()
    await at.nextNight()
    expect(at.asked()).toEqual(['i4'])
  })

  it('counts again when it comes back, as what a person chose', async () => {
    const at = await twoMugs()
    await putItems(at.hub, OWNER, at.connection.id, [{ item: 'i4', sku: 'CHOSEN' as Sku, buffer: 3 }])
    const [all, [i1, , i3]] = [at.shop.items, at.shop.items]
    at.shop.items = [i1!, i3!]
    await at.nextNight()
    expect(await at.report()).toMatchObject({ total: 2, matched: 2, twice: 0 })
    at.shop.items = all
    await at.nextNight()
    expect(await at.report()).toMatchObject({ total: 4, matched: 2, twice: 2, withoutSku: 0 })
    expect((await listItems(at.hub, OWNER, at.connection.id, { limit: 9 }))?.items.find(one => one.item === 'i4')).toMatchObject({ sku: 'CHOSEN', chosen: true, buffer: 3 })
    await placeItems(at.hub, at.connection, [item('i2', 'OTHER')])
    expect(await at.report()).toMatchObject({ matched: 4, twice: 0 })
  })

  it('is forgotten at once where the store says so by webhook, which is only a hint', async () => {
    const at = await twoMugs()
    at.shop.items = at.shop.items.filter(({ ref }) => ref !== 'i2')
    // The hint about i1 is false: it is there.
    await accept(at.hub, 'c1', webhook(at.hub, 'e1', ['i1', 'i2', 'never came here'], 'sign', 'items'))
    await drainDeliveries(at.hub, ACCOUNT, FAR)
    expect(await at.shown()).toEqual(['i1', 'i3', 'i4'])
    expect(await at.report()).toMatchObject({ total: 3, matched: 2, twice: 0 })
    expect(await only(at.hub)).toMatchObject({ status: 'import_review', reasons: [] })
  })

  it('stays where somebody wrote of it meanwhile, and shares its SKU as before', async () => {
    const at = await twoMugs()
    at.shop.items = at.shop.items.filter(({ ref }) => ref !== 'i2')
    await accept(at.hub, 'c1', webhook(at.hub, 'e1', ['i2'], 'sign', 'items'))
    const replaceMany: typeof at.hub.store.replaceMany = async (...given) => {
      const i2 = (await at.hub.store.get('items', M1, namedId(at.connection.id, 'i2')))!
      await at.hub.store.replace('items', { ...i2, buffer: 4 })
      return at.hub.store.replaceMany(...given)
    }
    await drainDeliveries({ ...at.hub, store: { ...at.hub.store, replaceMany } }, ACCOUNT, FAR)
    expect(await at.shown()).toEqual(['i1', 'i2', 'i3', 'i4'])
    expect(await at.report()).toMatchObject({ total: 4, twice: 2 })
    expect(await only(at.hub)).toMatchObject({ status: 'action_required', reasons: [{ code: 'duplicate_sku' }] })
  })
})

describe('a full pass of the items', () => {
  it('forgets nothing while the store cannot be asked, and goes on with the question', async () => {
    const at = await twoMugs()
    at.shop.items = [item('i1', 'MUG')]
    await at.hub.time.advance(DAY)
    const get = at.shop.connector.open
    // The orders are read without a fault; the first question of the items meets one.
    at.shop.connector.open = (...given) => {
      const can = get(...given)
      return { ...can, items: { ...can.items!, get: async () => { throw new VendorError('unavailable', 'no', 'down') } } }
    }
    await at.poll()
    expect(await at.report()).toMatchObject({ total: 4 })
    at.shop.connector.open = get
    await at.hub.time.advance(15 * 60_000)
    await at.poll()
    expect(await at.report()).toMatchObject({ total: 1, matched: 1 })
  })

  it('that was under way before passes were written down asks about nothing; the next one does', async () => {
    const at = await twoMugs()
    at.shop.items.pop()
    const cursor = (await at.hub.store.get('cursors', M1, 'c1:items.full'))!
    await at.hub.store.replace('cursors', { ...cursor, cursor: 'half way', at: 0 })
    await at.poll()
    expect([at.asked(), (await at.report()).total]).toEqual([[], 4])
    await at.nextNight()
    expect([at.asked(), (await at.report()).total]).toEqual([['i4'], 3])
  })

  it('that dies at any write ends the same the next time', async () => {
    for (let last = 1, isWhole = false; !isWhole; last += 1) {
      const at = await twoMugs()
      at.shop.items = [item('i1', 'MUG'), item('i3', 'CUP')]
      await at.hub.time.advance(DAY)
      let writes = 0
      const mortal = <G extends unknown[], R>(run: (...given: G) => R) => (...given: G): R => {
        writes += 1
        if (writes > last) throw new Error('killed')
        return run(...given)
      }
      const { store } = at.hub
      await at.poll({ ...at.hub, store: { ...store, replace: mortal(store.replace) as typeof store.replace, replaceMany: mortal(store.replaceMany) as typeof store.replaceMany, insert: mortal(store.insert) as typeof store.insert } }).catch(() => {})
      isWhole = writes <= last
      await at.hub.time.advance(15 * 60_000)
      await at.poll()
      expect([last, await at.report(), (await only(at.hub))?.reasons]).toEqual([last, { total: 2, matched: 2, unknown: 0, twice: 0, withoutSku: 0, untracked: 0 }, []])
    }
  })
})
