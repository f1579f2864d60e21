import type { Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { locationId, picturesOf, withoutStores } from '../../core/stock/picture.ts'
import { publish } from '../../core/stock/publish.ts'
import type { Hub } from '../hub.ts'
import type { Cut } from '../stock/cut.ts'
import { type Channels, commit, committedElsewhere, countedSkus, type Matched, type OwnLocation } from './channel.ts'
import { levelKey, type Reading } from './read-levels.ts'

/** One number of a store: what it shows (or why it has none), and what it should show. `explained`: journal and orders alone say so. */
export interface Figure { item: Matched; location: OwnLocation; reading: Reading; number: number; explained(): boolean }

/** A figure for each item at each location that was read; SKUs that never had a stock event here have none. */
export async function figures(hub: Hub, channels: Channels, items: readonly Matched<ItemMapping>[], levels: ReadonlyMap<string, Reading>, cut: Cut): Promise<Figure[]> {
  const counted = countedSkus(cut)
  const told = items.filter(item => counted.has(item.sku))
  const skus = new Set<Sku>(told.map(item => item.sku))
  const { connection: { merchantId, id: connectionId } } = channels
  const committed = await committedElsewhere(hub, merchantId, channels, skus)
  for (const item of told) {
    for (const location of channels.own) {
      const level = levels.get(levelKey({ item: item.item, location: location.ref }))
      if (level && !('lacks' in level)) commit(committed, item.sku, locationId(location), level.committed ?? 0)
    }
  }
  const buffers = new Map(told.flatMap(({ sku, buffer: units = 0 }) => (units > 0 ? [[sku, { connectionId, units }]] : [])))
  const pictures = picturesOf({ ...channels.scenery, rows: cut.rows, holds: cut.holds, committed, buffers }, skus)
  return told.flatMap(item => {
    const picture = pictures.get(item.sku)
    const numbers = picture ? publish(picture) : new Map<string, number>()
    return channels.own.flatMap((location): Figure[] => {
      const reading = levels.get(levelKey({ item: item.item, location: location.ref }))
      const number = numbers.get(locationId(location))
      if (!reading || !picture || number === undefined) return []
      const hasRow = picture.centers.some(center => location.centers.some(id => id === center.id))
      return [{ item, location, reading, number, explained: () => hasRow && publish(withoutStores(picture)).get(locationId(location)) === 0 }]
    })
  })
}
