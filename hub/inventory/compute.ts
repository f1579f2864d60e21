import type { Level } from '../../core/model/drafts.ts'
import type { Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { type ChannelLocation, locationId, picturesOf, withoutStores } from '../../core/stock/picture.ts'
import { publish } from '../../core/stock/publish.ts'
import type { Hub } from '../hub.ts'
import type { Cut } from '../stock/cut.ts'
import { type Channels, commit, committedElsewhere, countedSkus, type Matched } from './channel.ts'
import { levelKey } from './read-levels.ts'

/** One number of a store: what it shows, and what it should show. `explained`: journal and orders alone say so. */
export interface Figure { item: Matched; location: ChannelLocation; level: Level; number: number; explained(): boolean }

/** A figure for each item at each location where the store stocks it; SKUs that never had a stock event here have none. */
export async function figures(hub: Hub, channels: Channels, items: readonly Matched<ItemMapping>[], levels: ReadonlyMap<string, Level>, cut: Cut): Promise<Figure[]> {
  const counted = countedSkus(cut)
  const told = items.filter(item => counted.has(item.sku))
  const skus = new Set<Sku>(told.map(item => item.sku))
  const committed = await committedElsewhere(hub, channels.connection.merchantId, channels, skus)
  for (const item of told) {
    for (const location of channels.own) {
      const level = levels.get(levelKey({ item: item.item, location: location.ref }))
      if (level) commit(committed, item.sku, locationId(location), level.committed ?? 0)
    }
  }
  const pictures = picturesOf({ ...channels.scenery, rows: cut.rows, holds: cut.holds, committed }, skus)
  return told.flatMap(item => {
    const picture = pictures.get(item.sku)
    const numbers = picture ? publish(picture) : new Map<string, number>()
    return channels.own.flatMap((location): Figure[] => {
      const level = levels.get(levelKey({ item: item.item, location: location.ref }))
      const number = numbers.get(locationId(location))
      if (!level || !picture || number === undefined) return []
      const hasRow = picture.centers.some(center => location.centers.some(id => id === center.id))
      return [{ item, location, level, number, explained: () => hasRow && publish(withoutStores(picture)).get(locationId(location)) === 0 }]
    })
  })
}
