import { expect, it } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { levelConnector, LevelVendor } from '../../test/support/level-vendor.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import { levelKey, type Reading, readSome } from './read-levels.ts'

it('throws what the store threw, so that it is left alone for a while, and keeps what was read beside it', async () => {
  const vendor = new LevelVendor()
  vendor.set('b', 'LE', 5)
  const can = levelConnector(vendor).open({} as never, {} as never)
  const levels: typeof can.levels = { ...can.levels!, batch: 1, of: async (items, ...more) => {
    if (items[0] === 'a') throw new VendorError('unavailable', 'yes', 'down')
    return can.levels!.of(items, ...more)
  } }
  const readings = new Map<string, Reading>()
  const items = ['a', 'b'].map(item => ({ item, tracked: true }) as ItemMapping)
  await expect(readSome(testHub(), { can: { levels } } as OpenConnection, items, ['LE'], readings, () => true)).rejects.toMatchObject({ kind: 'unavailable' })
  expect([...readings.keys()]).toEqual([levelKey({ item: 'b', location: 'LE' })])
})
