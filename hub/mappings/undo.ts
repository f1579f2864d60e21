import type { ConnectionId } from '../../core/model/ids.ts'
import type { Stored } from '../../core/ports/store.ts'
import { type Findings, findingOf, keepFinding } from '../connecting/findings.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { itemRows, putItems } from './items.ts'
import { locationRows, putLocations } from './locations.ts'
import { methodRows, putMethods } from './ship-options.ts'

export type Undoable = 'ship-options' | 'items' | 'locations'
type Row<K extends Undoable> = NonNullable<Findings[`undo:${K}`]>['before'][number]

/** How each kind of mapping is read as it is now, and saved as it was. */
const KINDS: { readonly [K in Undoable]: { rows(hub: Hub, connection: Stored<'connections'>, named: readonly Row<K>[]): Promise<Row<K>[]>; put(hub: Hub, scope: Scope, id: ConnectionId, rows: readonly Row<K>[], as: 'undo'): Promise<{ is: 'done' } | Refused> } } = {
  'ship-options': { rows: methodRows, put: putMethods },
  items: { rows: itemRows, put: putItems },
  locations: { rows: locationRows, put: putLocations },
}

/** Takes back the last save of mappings of this kind, once. Orders that went on by it are led back or held again, unless somebody has begun to pick them. */
export async function undoMapping<K extends Undoable>(hub: Hub, scope: Scope, id: ConnectionId, kind: K): Promise<{ is: 'done'; rows: number } | Refused> {
  const connection = await connectionOf(hub, scope, id)
  if (!connection) return missing()
  const about: `undo:${K}` = `undo:${kind}`
  const { record, found } = await findingOf(hub, connection, about)
  const last = found as { before: readonly Row<K>[]; after: readonly Row<K>[] } | null
  if (!last) return refuse('nothing_to_undo', 'No save of these mappings is left to take back.')
  const now = await KINDS[kind].rows(hub, connection, last.before)
  // A death in the middle of it leaves some as they were before, which is as good.
  const isOther = now.length !== last.before.length || now.some((row, at) => !same(row, last.before[at]) && !same(row, last.after[at]))
  if (isOther) return refuse('nothing_to_undo', 'These mappings were changed since: save them as you want them.')
  const undone = await KINDS[kind].put(hub, scope, id, last.before, 'undo')
  if (undone.is === 'refused') return undone
  await keepFinding(hub, connection, about, null as Findings[typeof about], record)
  return { is: 'done', rows: last.before.length }
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
