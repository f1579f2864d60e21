import type { Stored } from '../../core/ports/store.ts'
import type { Hub, Scope } from '../hub.ts'
import { accountLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { noted } from '../setup/noted.ts'

const TRIES = 20

/** A delivery is taken in again, now: what it brought counts once, however often. One that waits anyway comes at once. */
export async function replayDelivery(hub: Hub, { merchantId, actor }: Scope, id: string): Promise<{ is: 'done'; delivery: Stored<'deliveries'> } | Refused> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const delivery = await hub.store.get('deliveries', merchantId, id)
    if (!delivery) return missing()
    const again = { ...delivery, state: 'pending' as const, attempts: 0, dueAt: hub.clock.now(), reason: null }
    const written = await hub.store.replace('deliveries', again)
    if (written.is !== 'done') continue
    await noted(hub, { merchantId, actor }, `connection:${delivery.connectionId}`, 'delivery.replayed', ['state'], { delivery: id })
    await wake(hub, accountLane(delivery.account))
    return { is: 'done', delivery: { ...again, version: written.version, writeId: written.writeId } }
  }
  return refuse('contended', 'It was changed by others again and again: try once more.')
}
