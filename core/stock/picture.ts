import type { CenterId, Ref, Sku } from '../model/ids.ts'
import type { Connection } from '../model/setup.ts'
import type { Hold, Row } from '../model/stock.ts'
import type { StockPicture } from './publish.ts'

/** A location of a store and the centers behind it. Every road to one store names its locations alike, so the store stands in the id. */
export interface ChannelLocation { connectionId: Connection['id']; store: string; ref: Ref; centers: readonly CenterId[]; buffer: number }

export const locationId = ({ store, ref }: Pick<ChannelLocation, 'store' | 'ref'>): string => `${store}\n${ref}`

export interface Scenery {
  /** Active ones: what stands elsewhere cannot be sold. */
  centers: readonly CenterId[]
  locations: readonly ChannelLocation[]
  /** The store behind each connection, whatever its roles: orders of one road are known to the other. */
  stores: ReadonlyMap<Connection['id'], string>
  rows: readonly Row[]
  holds: readonly Hold[]
  /** What the store counts as sold of a SKU at a location, by `locationId`. */
  committed: ReadonlyMap<Sku, ReadonlyMap<string, number>>
  /** What is kept back of a SKU at the locations of a connection, on top of their own buffer. */
  buffers: ReadonlyMap<Sku, { connectionId: Connection['id']; units: number }>
}

/** The picture of each SKU, from one cut. Rows and holds are gone through once, however many SKUs there are. */
export function picturesOf(scenery: Scenery, skus: Iterable<Sku>): Map<Sku, StockPicture> {
  const pictures = new Map<Sku, Mutable>()
  for (const sku of skus) {
    const committed = scenery.committed.get(sku)
    const kept = scenery.buffers.get(sku)
    const bufferAt = (location: ChannelLocation): number => location.buffer + (kept?.connectionId === location.connectionId ? kept.units : 0)
    pictures.set(sku, {
      centers: [], open: [], known: [],
      locations: scenery.locations.map(location => ({ id: locationId(location), store: location.store, centers: location.centers, buffer: bufferAt(location), committed: committed?.get(locationId(location)) ?? 0 })),
    })
  }
  const centers = new Set(scenery.centers)
  for (const { sku, centerId, onHand, held } of scenery.rows) {
    if (centers.has(centerId)) pictures.get(sku)?.centers.push({ id: centerId, fulfillable: onHand, held })
  }
  for (const { open, known } of scenery.holds) {
    for (const { sku, units, centerId, pinned, location } of open) {
      const store = location && scenery.stores.get(location.connectionId)
      pictures.get(sku)?.open.push({ units, center: centerId, pinned, location: store && location ? locationId({ store, ref: location.ref }) : null })
    }
    for (const { connectionId, location, sku, units } of known) {
      const store = scenery.stores.get(connectionId)
      if (store !== undefined) pictures.get(sku)?.known.push({ store, location: location === null ? null : locationId({ store, ref: location }), units })
    }
  }
  return pictures
}

type Mutable = { centers: StockPicture['centers'][number][]; open: StockPicture['open'][number][]; known: StockPicture['known'][number][]; locations: StockPicture['locations'] }

/** The same without what stores count, and without buffers: what journal and orders alone say. */
export function withoutStores(picture: StockPicture): StockPicture {
  return { ...picture, known: [], locations: picture.locations.map(location => ({ ...location, buffer: 0, committed: 0 })) }
}
