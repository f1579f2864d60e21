import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import type { EmulatorRandom } from '../connectors/kit/emulator/random.ts'
import type { Client } from './client.ts'
import type { HandedOver } from './warehouse.ts'

const HOUR = 3_600_000
const ROAD = [
  { status: 'picked_up', after: [1, 4] }, { status: 'in_transit', after: [4, 12] }, { status: 'out_for_delivery', after: [10, 30] }, { status: 'delivered', after: [1, 6] },
] as const

interface Ride { parcel: HandedOver; step: number; dueAt: number }

/** Parcels on the road: each is scanned four times, in demo hours, and reported by the carriers' route. A report that failed is sent again under its eventId. */
export function carriersOf(scans: Client, clock: EmulatorClock, random: EmulatorRandom): { take(parcel: HandedOver): void; turn(): Promise<void>; delivered(): number } {
  const rides = new Set<Ride>()
  let delivered = 0
  const wait = (step: number): number => {
    const [low, high] = ROAD[step]?.after ?? [1, 1]
    return random.between(low, high) * HOUR
  }
  return {
    take: parcel => { rides.add({ parcel, step: 0, dueAt: clock.now() + wait(0) }) },
    delivered: () => delivered,
    async turn() {
      const due = [...rides].filter(ride => ride.dueAt <= clock.now()).slice(0, 500)
      if (due.length === 0) return
      await scans.call('reportScans', {
        body: { events: due.map(({ parcel, step }) => ({ eventId: `${parcel.trackingNumber}:${step}`, ...parcel, status: ROAD[step]?.status ?? 'delivered', at: new Date(clock.now()).toISOString() })) },
      })
      for (const ride of due) {
        ride.step += 1
        ride.dueAt = clock.now() + wait(ride.step)
        if (ride.step < ROAD.length) continue
        rides.delete(ride)
        delivered += 1
      }
    },
  }
}
