import type { Order } from '../../core/model/order.ts'
import type { Label } from '../../core/shipping/label.ts'
import { numberKey } from '../../core/tracking/carriers.ts'
import type { Hub } from '../hub.ts'
import { type Refused, refuse } from '../refused.ts'
import type { At } from './find.ts'

/** Carriers use numbers again; a label older than this gives its number up (S0.2, S0.33). */
const RECYCLED_AFTER = 120 * 24 * 3_600_000

/** Claims the numbers for this shipment, before they stand on it: a number is on one live shipment only (S0.2). Null: they are its own. */
export async function claimNumbers(hub: Hub, at: At, parcels: Label['parcels']): Promise<Refused | null> {
  for (const parcel of parcels) {
    const key = numberKey(parcel.carrier, parcel.trackingNumber)
    if (await isClaimed(hub, at, key)) continue
    return refuse('tracking_number_taken', `The number ${parcel.trackingNumber} stands on another shipment. Scan the label of this one, or print another.`, { fields: [{ field: 'parcels', message: `${parcel.trackingNumber} is taken` }] })
  }
  return null
}

/** Gives back those that do not stand on the shipment after all: the scan was refused, or led to something else. They are on another one's label. */
export async function releaseNumbers(hub: Hub, { shipmentId }: At, parcels: Label['parcels'], order: Order | null): Promise<void> {
  const keyOf = ({ carrier, trackingNumber }: Label['parcels'][number]): string => numberKey(carrier, trackingNumber)
  const stand = new Set(order?.shipments.find(({ id }) => id === shipmentId)?.parcels.map(keyOf))
  for (const key of new Set(parcels.map(keyOf))) {
    const number = stand.has(key) ? null : await hub.store.get('numbers', null, key)
    if (number?.shipmentId === shipmentId) await hub.store.remove('numbers', null, key, number.version)
  }
}

async function isClaimed(hub: Hub, at: At, key: string): Promise<boolean> {
  const record = { id: key, merchantId: at.merchantId, version: 0, orderId: at.orderId, shipmentId: at.shipmentId, at: hub.clock.now() }
  const written = await hub.store.insert('numbers', record)
  if (written.is === 'done') return true
  const owner = await hub.store.get('numbers', null, key)
  if (owner?.shipmentId === at.shipmentId) return true
  if (!owner || hub.clock.now() - owner.at < RECYCLED_AFTER) return false
  return (await hub.store.replace('numbers', { ...record, version: owner.version })).is === 'done'
}
