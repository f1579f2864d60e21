import { expect, it } from 'vitest'
import type { Instant } from '../../core/model/ids.ts'
import type { Lane } from '../../core/model/work.ts'
import type { Kind } from '../../core/ports/records.ts'
import type { Store } from '../../core/ports/store.ts'
import type { Handles } from './store.ts'
import { any, bare, keyOf, newMerchant } from './store.handle.ts'
import { ALL_KINDS, column, isTenants, type Sample, sample, specOf } from './store.samples.ts'

const UNIQUES = ALL_KINDS.flatMap((kind) => Object.entries(specOf(kind).unique).map(([key, columns]) => ({ kind, key, columns })))

/** Two handles at once: on every unique key, on one version, on one lane. */
export function raceCases(handles: Handles): void {
  const stores = () => ({ a: any(handles().a), b: any(handles().b) })

  it.each(ALL_KINDS)('gives the id of %s to exactly one of two who ask at once', async (kind) => {
    const merchantId = newMerchant()
    for (let round = 0; round < 5; round++) {
      const rivals = [0, 1].map((who): Sample => sample(kind, 10 + round * 2 + who, { merchantId, id: `raced-${kind}-${round}` }))
      const results = await Promise.all(rivals.map((record, who) => (who === round % 2 ? stores().a : stores().b).insert(kind, record)))
      expect(results.map(({ is }) => is).toSorted()).toEqual(['done', 'duplicate'])
      expect(results.find(({ is }) => is === 'duplicate')).toEqual({ is: 'duplicate', key: 'id' })
      const winner = rivals[results.findIndex(({ is }) => is === 'done')]!
      expect(bare((await stores().b.get(kind, ...keyOf(kind, winner)))!)).toEqual(winner)
      await stores().a.remove(kind, ...keyOf(kind, winner), 1)
    }
  })

  it.each(UNIQUES)('gives the key "$key" of $kind to exactly one of two who ask at once, and again when it is free', async ({ kind, key, columns }) => {
    const { a, b } = stores()
    const merchantId = newMerchant()
    const [first, second, third] = rivalsFor(kind, columns, merchantId)
    const results = await Promise.all([a.insert(kind, first), b.insert(kind, second)])
    expect(results.map(({ is }) => is).toSorted()).toEqual(['done', 'duplicate'])
    expect(results.find(({ is }) => is === 'duplicate')).toEqual({ is: 'duplicate', key })
    const [winner, loser] = results[0].is === 'done' ? [first, second] : [second, first]
    expect(await a.get(kind, ...keyOf(kind, loser))).toBeNull()

    // Nor may a replacement take it.
    await b.insert(kind, third)
    const grab = { ...third, ...Object.fromEntries(columns.map((name) => [name, column(kind, winner, name)])), version: 1 } as Sample
    expect(await b.replace(kind, grab)).toEqual({ is: 'duplicate', key })
    expect(bare((await a.get(kind, ...keyOf(kind, third)))!)).toEqual(third)
    expect(await a.replace(kind, { ...winner, version: 1 })).toMatchObject({ is: 'done', version: 2 })
    await a.remove(kind, ...keyOf(kind, winner), 2)
    expect(await b.replace(kind, grab)).toMatchObject({ is: 'done', version: 2 })
    expect(await a.insert(kind, loser)).toEqual({ is: 'duplicate', key })
    // Moved away from, it is free too.
    expect(await a.replace(kind, { ...third, version: 2 })).toMatchObject({ is: 'done' })
    expect(await b.insert(kind, loser)).toMatchObject({ is: 'done' })
    await b.remove(kind, ...keyOf(kind, loser), 1)
    await b.remove(kind, ...keyOf(kind, third), 3)
  })

  it.each(UNIQUES.filter(({ kind }) => isTenants(kind)))('keeps the key "$key" of $kind apart for each merchant', async ({ kind, columns }) => {
    const [one] = rivalsFor(kind, columns, newMerchant())
    const [other] = rivalsFor(kind, columns, newMerchant())
    expect(await stores().a.insertMany(kind, [one, other])).toMatchObject([{ is: 'done' }, { is: 'done' }])
  })

  it('lets exactly one of many replace a version', async () => {
    const record: Sample = sample('orders', 1, { merchantId: newMerchant() })
    await stores().a.insert('orders', record)
    for (let version = 1; version < 6; version++) {
      const tries = Array.from({ length: 8 }, (_, who) => (who % 2 ? stores().a : stores().b).replace('orders', { ...record, version, number: `#${version}-${who}` } as Sample))
      const results = await Promise.all(tries)
      expect(results.filter(({ is }) => is === 'done')).toMatchObject([{ version: version + 1 }])
      expect(results.filter(({ is }) => is === 'conflict')).toHaveLength(7)
      const winner = results.findIndex(({ is }) => is === 'done')
      expect(await stores().a.get('orders', ...keyOf('orders', record))).toMatchObject({ number: `#${version}-${winner}`, version: version + 1 })
    }
  })

  it('loses no update of two who read, change and try again', async () => {
    const record: Sample = { ...sample('rows', 1, { merchantId: newMerchant() }), onHand: 0 }
    await stores().a.insert('rows', record)
    const addOne = async (store: Store): Promise<void> => {
      for (;;) {
        const row = (await any(store).get('rows', ...keyOf('rows', record))) as Sample & { onHand: number }
        const written = await any(store).replace('rows', { ...row, onHand: row.onHand + 1 } as Sample)
        if (written.is === 'done') return
      }
    }
    await Promise.all(Array.from({ length: 20 }, (_, who) => addOne(who % 2 ? handles().a : handles().b)))
    expect(await stores().b.get('rows', ...keyOf('rows', record))).toMatchObject({ onHand: 20, version: 21 })
  })

  it('lets one of two workers hold a lane, and none whose time is over write as its holder', async () => {
    const { a, b } = handles()
    const id = `lane-${newMerchant()}`
    await a.insert('lanes', { id, version: 0, holder: null, nextAt: 100, wokenFor: null, gate: null })
    const both = await Promise.all([claim(a, id, 'worker-a', 100), claim(b, id, 'worker-b', 100)])
    expect(both.filter((lane) => lane !== null)).toHaveLength(1)
    const expired = both[0] ?? both[1]!
    expect(await claim(b, id, 'worker-c', 150)).toBeNull()

    // Its time is over: another takes it, and what the first still writes is refused.
    const next = (await claim(a, id, 'worker-d', 200))!
    expect(next).toMatchObject({ holder: 'worker-d', version: expired.version + 1 })
    expect(await b.replace('lanes', { ...expired, holder: null, nextAt: null })).toEqual({ is: 'conflict' })
    expect(await a.replace('lanes', { ...next, holder: null, nextAt: null })).toMatchObject({ is: 'done' })
    expect(await claim(b, id, 'worker-e', 1_000)).toBeNull()
  })
}

/** How hub/lanes takes a lane: no more than a read and a compare-and-swap. */
async function claim(store: Store, id: string, holder: string, now: Instant): Promise<Lane | null> {
  const lane = await store.get('lanes', null, id)
  if (!lane || lane.nextAt === null || lane.nextAt > now) return null
  const written = await store.replace('lanes', { ...lane, holder, nextAt: now + 100 })
  return written.is === 'done' ? { ...lane, holder, nextAt: now + 100, version: written.version } : null
}

/** Two records that differ in all but the key, and a third that has another. */
function rivalsFor(kind: Kind, columns: readonly string[], merchantId: string): [Sample, Sample, Sample] {
  const [first, second, third] = [101, 102, 103].map((n): Sample => sample(kind, n, { merchantId })) as [Sample, Sample, Sample]
  const rival = { ...second, ...Object.fromEntries(columns.map((name) => [name, column(kind, first, name)])) } as Sample
  for (const name of columns) expect(column(kind, rival, name), 'a unique column is a property of the record').toEqual(column(kind, first, name))
  return [first, rival, third]
}
