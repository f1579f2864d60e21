import type { Level, NoLevel } from '../../core/model/drafts.ts'
import type { Instant, Ref } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import { within } from '../calls/turn.ts'
import type { Hub } from '../hub.ts'

/** What a store shows of an item at a location, or why it shows nothing. */
export type Reading = Level | NoLevel

/** Requests of one kind under way at once: a vendor's answer takes longer than all that we do for it; how many it bears its connector's limits say. */
export const AT_ONCE = 4

/** Available and committed of these items at these locations, as one reading each, by `levelKey`. An item that the store does not count is not asked for. */
export async function readLevels(hub: Hub, open: OpenConnection, items: readonly ItemMapping[], locations: readonly Ref[]): Promise<Map<string, Reading>> {
  const readings = new Map<string, Reading>()
  await readSome(hub, open, items, locations, readings, () => true)
  return readings
}

/**
 * Puts the readings of items that are not read yet into `readings`, some requests at once, until `goesOn` says no (at least once).
 * Throws what the vendor threw, keeping what was read.
 */
export async function readSome(hub: Hub, open: OpenConnection, items: readonly ItemMapping[], locations: readonly Ref[], readings: Map<string, Reading>, goesOn: () => boolean): Promise<void> {
  const source = open.can.levels
  if (!source) throw new VendorError('rejected', 'no', 'this connector reads no levels', { code: 'no_such_capability' })
  for (const { item } of items.filter(({ tracked }) => !tracked)) fill(readings, [item], locations, 'not_tracked', hub.clock.now())
  const asked = locations.length === 0 ? [] : items.filter(({ tracked }) => tracked)
  const size = Math.max(1, source.batch)
  for (let from = 0; from < asked.length; from += AT_ONCE * size) {
    const wave = Array.from({ length: AT_ONCE }, (_, at) => asked.slice(from + at * size, from + (at + 1) * size)).filter(part => part.length > 0)
    const read = await Promise.allSettled(wave.map(async part => {
      const refs = part.map(({ item }) => item)
      const at = hub.clock.now()
      for (const reading of await within(hub, open, async signal => source.of(refs, locations, signal))) readings.set(levelKey(reading), reading)
      fill(readings, refs, locations, 'not_stocked', at)
    }))
    const failed = read.find(one => one.status === 'rejected')
    if (failed) throw failed.reason
    if (!goesOn()) return
  }
}

function fill(readings: Map<string, Reading>, items: readonly Ref[], locations: readonly Ref[], lacks: NoLevel['lacks'], at: Instant): void {
  for (const item of items) {
    for (const location of locations) {
      const key = levelKey({ item, location })
      if (!readings.has(key)) readings.set(key, { item, location, lacks, at })
    }
  }
}

export const levelKey = ({ item, location }: Pick<Level, 'item' | 'location'>): string => JSON.stringify([item, location])
