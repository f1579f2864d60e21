import { expect, it } from 'vitest'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { MerchantId, type ConnectionId } from '../../core/model/ids.ts'
import { purge } from './purge.ts'

const DAY = 86_400_000
const M1 = MerchantId.parse('m1')

it('I37: after 30 days a delivery is gone, and what its day sealed cannot be read; a scan that no label came for, too; the newer stays', async () => {
  const hub = testHub()
  await addMerchant(hub)
  const deliver = async (id: string): Promise<string> => {
    const sealed = await hub.vault.sealDaily(M1, hub.clock.now(), '{"name":"Ada"}')
    await hub.store.insert('deliveries', { id, merchantId: M1, version: 0, connectionId: 'shop' as ConnectionId, account: 'a', receivedAt: hub.clock.now(), sealed, state: 'done', attempts: 1, dueAt: 0, reason: null })
    await hub.store.insert('requests', { id: `r-${id}`, version: 0, bodyHash: '', newId: '', state: 'done', status: 200, body: null, at: hub.clock.now() })
    await hub.store.insert('earlyScans', { id: `s-${id}`, version: 0, numberKey: `ups:${id}`, scan: { eventId: id, carrier: 'ups', trackingNumber: id, status: 'in_transit', at: 0, place: null }, receivedAt: hub.clock.now(), state: 'waiting' })
    return sealed
  }
  const old = await deliver('old')
  for (let day = 0; day < 31; day += 1) await hub.time.advance(DAY)
  const fresh = await deliver('fresh')
  expect(await purge(hub)).toEqual({ days: 1, deliveries: 1, requests: 1, scans: 1, exports: 0, credentials: 0, skips: 0 })
  expect(await purge(hub)).toEqual({ days: 0, deliveries: 0, requests: 0, scans: 0, exports: 0, credentials: 0, skips: 0 })
  await expect(hub.vault.openDaily(M1, old)).rejects.toMatchObject({ code: 'gone' })
  expect(await hub.vault.openDaily(M1, fresh)).toContain('Ada')
  expect((await hub.store.list('deliveriesNewest', { merchantId: M1 }, { limit: 10 })).items.map(({ id }) => id)).toEqual(['fresh'])
})
