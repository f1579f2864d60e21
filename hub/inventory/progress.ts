import type { Instant, Ref } from '../../core/model/ids.ts'
import type { SourceCursor } from '../../core/model/setup.ts'
import type { Looked } from '../../core/stock/brake.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'

/**
 * Where telling a store its stock stands: changes up to `seq` are told. `full`: where a full pass goes on, begun at `fullFrom` and
 * `fullSeq`; `looked`: what it has seen so far. `numbers` and `lastSeq` are of the full pass before: how many numbers each location
 * has, and the newest entry when it began. `between`: what changed was told since the last part of the full pass.
 */
export interface Progress {
  seq: number; full: string | null; fullSeq: number; fullFrom: Instant | null; at: Instant; fullPassAt: Instant | null
  looked: Record<Ref, Looked>; numbers: Record<Ref, number>; lastSeq: number | null; between: boolean
}

const CAPABILITY = 'stock'
const NONE: Progress = { seq: 0, full: null, fullSeq: 0, fullFrom: null, at: 0, fullPassAt: null, looked: {}, numbers: {}, lastSeq: null, between: false }

export async function readProgress(hub: Hub, connection: Stored<'connections'>): Promise<{ progress: Progress; record: SourceCursor | null }> {
  const record = await hub.store.get('cursors', connection.merchantId, idOf(connection))
  return { record, progress: record ? { ...NONE, ...(JSON.parse(record.cursor ?? '{}') as Partial<Progress>), at: record.at, fullPassAt: record.fullPassAt } : NONE }
}

/** Lost races are left: whoever won told the same, and the next pass reads again. */
export async function writeProgress(hub: Hub, connection: Stored<'connections'>, { at, fullPassAt, ...position }: Progress, before: SourceCursor | null): Promise<void> {
  const record: SourceCursor = {
    id: idOf(connection), merchantId: connection.merchantId, version: before?.version ?? 0, connectionId: connection.id, capability: CAPABILITY, cursor: JSON.stringify(position), at, fullPassAt,
  }
  await (before ? hub.store.replace('cursors', record) : hub.store.insert('cursors', record))
}

/** The next turn begins a full pass: a person confirmed, or asked for it. */
export async function pushSoon(hub: Hub, connection: Stored<'connections'>): Promise<void> {
  const { progress, record } = await readProgress(hub, connection)
  if (record) await writeProgress(hub, connection, { ...progress, at: 0, full: null, fullFrom: null, fullPassAt: null, looked: {} }, record)
}

const idOf = (connection: Stored<'connections'>): string => `${connection.id}:${CAPABILITY}`
