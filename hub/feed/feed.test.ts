import { expect, it } from 'vitest'
import { START } from '../../test/support/clock.ts'
import { testHub } from '../../test/support/hub.ts'
import { MerchantId } from '../../core/model/ids.ts'
import { appendNotes, type Note } from './append.ts'
import { readFeed, readTimeline, verifyChain } from './read.ts'

const M = MerchantId.parse('m1')
const note = (subject: string, version: number, kind = 'changed'): Note =>
  ({ subject, subjectVersion: version, kind, at: START, actor: { is: 'system', name: 'test' }, changed: ['tags'], detail: { b: 1, a: 'x' } })

it('I38: makes one whole chain, though three processes append at once', async () => {
  const hub = testHub()
  const hubs = [hub, testHub({ seed: 2, time: hub.time, database: hub.database }), testHub({ seed: 3, time: hub.time, database: hub.database })]
  const all = hubs.flatMap((one, process) => Array.from({ length: 10 }, async (_, call) =>
    appendNotes(one, M, [note(`order:${process}.${call}`, 1), note(`order:${process}.${call}`, 2)])))
  expect(await Promise.all(all)).toEqual(all.map(() => 2))
  expect(await verifyChain(hub, M)).toMatchObject({ is: 'whole', entries: 60 })
  const entries = await readFeed(hub, M, 0, 100)
  expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  // What one appended in one call stands in its order.
  for (const { subject } of entries) expect(entries.filter((entry) => entry.subject === subject).map(({ subjectVersion }) => subjectVersion)).toEqual([1, 2])
})

it('notes nothing twice: not when repeated, and not when repeated by two at once', async () => {
  const hub = testHub()
  const notes = [note('order:1', 1), note('order:1', 2), note('order:1', 2, 'other')]
  expect(await appendNotes(hub, M, notes)).toBe(3)
  expect(await appendNotes(hub, M, [...notes, note('order:1', 3)])).toBe(1)
  await Promise.all([appendNotes(hub, M, [note('order:1', 4)]), appendNotes(hub, M, [note('order:1', 4)])])
  expect((await readTimeline(hub, M, 'order:1', 10)).items.map(({ subjectVersion }) => subjectVersion)).toEqual([1, 2, 2, 3, 4])
  expect(await verifyChain(hub, M)).toMatchObject({ is: 'whole', entries: 5 })
})

it('shows an entry that was changed, taken out, or made to fit', async () => {
  const hub = testHub()
  await appendNotes(hub, M, [1, 2, 3, 4].map((version) => note('order:1', version)))
  const [, second, third] = await readFeed(hub, M, 0, 10)
  await hub.store.replace('feed', { ...third!, detail: { a: 'y', b: 1 } })
  expect(await verifyChain(hub, M)).toEqual({ is: 'broken', at: 3, why: 'changed' })
  await hub.store.remove('feed', M, second!.id, second!.version)
  expect(await verifyChain(hub, M)).toEqual({ is: 'broken', at: 2, why: 'a hole' })
})

it('reads on after a seq, and keeps merchants apart', async () => {
  const hub = testHub()
  await appendNotes(hub, M, [1, 2, 3].map((version) => note('order:1', version)))
  await appendNotes(hub, MerchantId.parse('m2'), [note('order:1', 1)])
  expect((await readFeed(hub, M, 1, 1)).map(({ seq }) => seq)).toEqual([2])
  expect((await readFeed(hub, M, 3, 10))).toEqual([])
  expect(await verifyChain(hub, MerchantId.parse('m2'))).toMatchObject({ entries: 1 })
})
