import type { Level } from '../../core/model/drafts.ts'
import type { Ref } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import type { OpenConnection } from '../calls/open.ts'
import { within } from '../calls/turn.ts'
import type { Hub } from '../hub.ts'

/** Available and committed of these items at these locations, as one reading each; by `levelKey`. */
export async function readLevels(hub: Hub, open: OpenConnection, items: readonly Ref[], locations: readonly Ref[]): Promise<Map<string, Level>> {
  const source = open.can.levels
  if (!source) throw new VendorError('rejected', 'no', 'this connector reads no levels', { code: 'no_such_capability' })
  const levels = new Map<string, Level>()
  if (locations.length === 0) return levels
  const size = Math.max(1, source.batch)
  for (let at = 0; at < items.length; at += size) {
    const part = items.slice(at, at + size)
    for (const level of await within(hub, open, async signal => source.of(part, locations, signal))) levels.set(levelKey(level), level)
  }
  return levels
}

export const levelKey = ({ item, location }: Pick<Level, 'item' | 'location'>): string => JSON.stringify([item, location])
