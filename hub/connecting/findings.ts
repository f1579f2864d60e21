import type { CenterId, Ref, ShipOptionId, Sku } from '../../core/model/ids.ts'
import type { Check } from '../../core/ports/connector.ts'
import type { Connection, ConnectionRole } from '../../core/model/setup.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

/** Counted over all of a store's items: each is in exactly one of the first four; `untracked` are matched ones that the store does not count. */
export interface ItemsReport { total: number; matched: number; unknown: number; twice: number; withoutSku: number; untracked: number }

/** The numbers of a comparison, without its rows. */
export interface StockNumbers { compared: number; same: number; higher: number; lower: number; becomeZero: number; neverCounted: number; notStocked: number }

/** Why a delivery was refused at a door, and how many were, by hour since 1970; at most a day's. */
export type Refusal = 'bad_signature' | 'too_large' | 'unreadable'
export type RefusedHours = Record<number, Partial<Record<Refusal, number>>>

/** What each kind of finding holds. */
export interface Findings {
  /** The vendor's answer for the roles that are on, and what each other role would lack. */
  check: { checks: readonly Check[]; lacking: readonly { role: ConnectionRole; checks: readonly Check[] }[] }
  /** `as`: what the items were when they were counted; null: they changed since. `took`: ms. */
  items: { report: ItemsReport; as: string | null; at: number; took: number }
  stock: StockNumbers
  refused: RefusedHours
  /** The last save of each kind of mapping, so that it can be taken back; null: it was. */
  'undo:ship-options': Saved<{ method: string; shipOptionId: ShipOptionId | null; active: boolean }>
  'undo:items': Saved<{ item: Ref; sku: Sku | null; buffer: number }>
  'undo:locations': Saved<{ location: Ref; centerIds: readonly CenterId[]; ours: boolean }>
}
type Saved<Row> = { before: readonly Row[]; after: readonly Row[] } | null
export type About = keyof Findings
export interface Found<A extends About> { readonly record: Stored<'findings'> | null; readonly found: Findings[A] | null }

type Of = Pick<Connection, 'id' | 'merchantId'>
const idOf = ({ id }: Of, about: string): string => `${id}:${about}`

export async function findingOf<A extends About>(hub: Hub, connection: Of, about: A): Promise<Found<A>> {
  const record = await hub.store.get('findings', connection.merchantId, idOf(connection, about))
  return { record, found: (record?.found ?? null) as Findings[A] | null }
}

/** Kept in the place of `before`, what stood there; where somebody else was faster, theirs stands (false): it is as new. */
export async function keepFinding<A extends About>(hub: Hub, connection: Of, about: A, found: Findings[A], before: Stored<'findings'> | null): Promise<boolean> {
  const record = { id: idOf(connection, about), merchantId: connection.merchantId, version: before?.version ?? 0, connectionId: connection.id, at: hub.clock.now(), found }
  const written = await (before ? hub.store.replace('findings', record) : hub.store.insert('findings', record))
  return written.is === 'done'
}
