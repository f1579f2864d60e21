import { expect, it } from 'vitest'
import { carry, keyOf, labeledOrder, M1, tellingHub } from '../../test/support/telling.ts'
import type { Call } from '../../core/model/work.ts'
import { type News, writeCall } from './settle.ts'

const REFUSED: News = { is: 'refused', code: 'no', reason: 'the store said no' }

it.each<[string, Partial<Call>, boolean]>([
  ['only doubted meanwhile', { state: 'unsure' }, true], ['sent anew meanwhile', { attempts: 2 }, false], ['ended by another', { state: 'failed', code: 'dropped', finishedAt: 1 }, false],
])('the end of a sending counts for a call that was %s: %j, %s', async (_, meanwhile, counts) => {
  const { hub } = await tellingHub()
  const order = await labeledOrder(hub)
  await carry(hub)
  const read = async () => (await hub.store.get('calls', M1, keyOf(order)))!
  await hub.store.replace('calls', { ...await read(), state: 'started', attempts: 1 })
  const sent = await read()
  await hub.store.replace('calls', { ...sent, ...meanwhile })
  const there = await read()
  expect(await writeCall(hub, sent, REFUSED)).toBe(counts)
  expect(await read()).toMatchObject(counts ? { state: 'refused', code: 'no' } : there)
})
