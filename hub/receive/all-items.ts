import type { ItemDraft } from '../../core/model/drafts.ts'
import type { Stored } from '../../core/ports/store.ts'
import type { OpenConnection } from '../calls/open.ts'
import type { Hub } from '../hub.ts'
import { askUnseen } from '../mappings/gone-items.ts'
import { placeItems } from '../mappings/items.ts'
import { nextOf, type Pages, type Timing, written } from './pages.ts'

/**
 * One step of a full pass of the items: a page, or, once all were read, a question about those that no page showed. The pass is over
 * when all of them were asked about, so a death or a vendor's bad hour in between goes on where it was.
 */
export async function allItems(hub: Hub, open: OpenConnection, { pass: before, ...cursor }: Stored<'cursors'>, timing: Timing): Promise<Stored<'cursors'> | null> {
  // One that was under way before passes were written down does not know what it has seen.
  const pass = before ?? (cursor.cursor === null ? { begun: hub.clock.now() } : null)
  const { items: source } = open.can
  if (!source || !pass) return written(hub, await nextOf(hub, open, cursor, { ...timing, source, take: seen }))
  if (pass.asked === undefined) {
    const next = await nextOf(hub, open, cursor, { ...timing, source, take: seen })
    return written(hub, next.cursor === null ? { ...cursor, cursor: null, at: 0, pass: { ...pass, asked: null } } : { ...next, pass })
  }
  const asked = await askUnseen(hub, open, source, pass.begun, pass.asked)
  const now = hub.clock.now()
  return written(hub, asked === null ? { ...cursor, at: now, fullPassAt: now } : { ...cursor, at: 0, pass: { ...pass, asked } })
}

const seen: Pages<ItemDraft>['take'] = async (hub, { connection }, drafts) => placeItems(hub, connection, drafts, true)
