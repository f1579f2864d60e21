import { expect, it } from 'vitest'
import type { Published } from '../../core/model/stock.ts'
import type { Asked } from '../../core/ports/connector.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { SHOP } from '../../test/support/level-world.ts'
import { M, sku } from '../../test/support/stock.ts'
import { newPublished, publishedId, recordAsked } from './published.ts'

/** A number as it stands when a call of before, which told 5, is asked about. */
async function asked(now: Partial<Published>, answer: Asked): Promise<Published | null> {
  const hub = testHub()
  await addMerchant(hub, M)
  await hub.store.insert('published', { ...newPublished(M, SHOP, 'i', 'l', sku('a')), desired: 5, sent: 5, state: 'sent', ...now })
  await recordAsked(hub, { merchantId: M, connectionId: SHOP }, [{ key: 'k', item: 'i', location: 'l', quantity: 5, changeFrom: 1 }], [answer])
  return hub.store.get('published', M, publishedId(SHOP, 'i', 'l'))
}
const DONE: Asked = { is: 'done' }

it.each<[string, Partial<Published>, Asked, Partial<Published>]>([
  ['it arrived', {}, DONE, { state: 'settled', confirmed: 5, vendorAvailable: 5 }],
  ['it did not arrive: decided anew', {}, { is: 'absent' }, { state: 'due', confirmed: null }],
  ['it is refused', {}, { is: 'refused', code: 'not_stocked', text: 'no', fix: 'merchant' }, { state: 'refused', reason: 'not_stocked: no' }],
  ['nobody can tell yet', {}, { is: 'unknown' }, { state: 'sent', confirmed: null }],
  ['another number was sent since', { sent: 7, desired: 7 }, DONE, { state: 'sent', sent: 7, confirmed: null }],
  ['another is to be sent', { state: 'due', desired: 7 }, DONE, { state: 'due', desired: 7, confirmed: null }],
  ['a person has it held back', { state: 'held', reason: 'drift' }, { is: 'absent' }, { state: 'held', reason: 'drift' }],
])('a number that was told long ago takes only the answer it waits for: %s', async (_what, now, answer, then) => {
  expect(await asked(now, answer)).toMatchObject(then)
})
