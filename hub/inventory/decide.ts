import type { Ref, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import { brake, type Looked } from '../../core/stock/brake.ts'
import { decideNumber, MANY_ZEROS, ZERO_CONFIRMED } from '../../core/stock/number.ts'
import type { Stored } from '../../core/ports/store.ts'
import { appendNotes } from '../feed/append.ts'
import type { Hub } from '../hub.ts'
import { getAll } from '../stock/pages.ts'
import type { Figure } from './compute.ts'
import { newPublished, publishedId, savePublished } from './published.ts'

/** What a pass knows besides its figures. `touched` null: every SKU may have been. */
export interface Rules {
  touched: ReadonlySet<Sku> | null
  looked: Readonly<Record<Ref, Looked>>
  published: Readonly<Record<Ref, number>>
  stocksItems: boolean
  keepsDrift: boolean
}

/** Notes of one pass at most: somebody who changes everything at the store is told of once. */
const NOTES = 50

/** Writes what is to be told of each number, and answers those that have to be sent, with what the brake has looked at by now. */
export async function decideNumbers(hub: Hub, connection: Stored<'connections'>, told: readonly Figure[], rules: Rules): Promise<{ due: Published[]; looked: Record<Ref, Looked> }> {
  const { merchantId, id: connectionId } = connection
  const known = new Map((await getAll(hub.store, 'published', merchantId, told.map(idOf))).map(record => [record.id, record]))
  const tellings = told.flatMap(figure => {
    const { reading, number } = figure
    if ('lacks' in reading) return []
    return [{ location: figure.location.ref, from: reading.available, to: number, of: idOf(figure), explained: number > 0 || known.get(idOf(figure))?.reason === ZERO_CONFIRMED || figure.explained() }]
  })
  const { held, looked } = brake(tellings, new Map(Object.entries(rules.looked)), new Map(Object.entries(rules.published)))
  const kept = new Set(held)
  if (kept.size > 0) hub.log.warn('zeros_held_back', { connectionId, merchantId, numbers: kept.size })
  const records = told.flatMap(figure => {
    const { item, location, reading, number } = figure
    const before = known.get(idOf(figure))
    // Nothing to sell where nothing can be shown: no news.
    if (!before && 'lacks' in reading && number === 0) return []
    const changedAt = Math.max(item.updatedAt, item.changedAt ?? 0, location.changedAt)
    const after = decideNumber({ ...(before ?? newPublished(merchantId, connectionId, item.item, location.ref, item.sku)), sku: item.sku }, { ...rules, reading, number, changedAt, touched: rules.touched?.has(item.sku) ?? true })
    return [kept.has(after.id) ? { ...after, state: 'held' as const, reason: MANY_ZEROS } : after]
  })
  const saved = await savePublished(hub, records)
  await noteDrift(hub, connection, saved.filter(({ drift, vendorAt }) => drift && drift.at === vendorAt))
  return { due: saved.filter(record => record.state === 'due'), looked: Object.fromEntries(looked) }
}

const idOf = ({ location, item }: Figure): string => publishedId(location.connectionId, item.item, location.ref)

/** Somebody moved these at the store. A note that cannot be written stops no number. */
async function noteDrift(hub: Hub, connection: Stored<'connections'>, moved: readonly Published[]): Promise<void> {
  if (moved.length === 0) return
  hub.log.warn('levels_drifted', { connectionId: connection.id, merchantId: connection.merchantId, numbers: moved.length })
  const at = hub.clock.now()
  try {
    await appendNotes(hub, connection.merchantId, moved.slice(0, NOTES).map(({ id, version, sku, location, vendorAvailable, desired, state, drift }) => ({
      subject: `connection:${connection.id}`, subjectVersion: version, kind: `stock.drifted:${id}`, at, actor: { is: 'connection', id: connection.id }, changed: ['published'],
      detail: { sku, location, units: drift?.units ?? 0, store: vendorAvailable, hub: desired, corrected: state === 'due', numbers: moved.length },
    })))
  } catch (error) {
    hub.log.error('note_not_written', { subject: `connection:${connection.id}`, kind: 'stock.drifted', merchantId: connection.merchantId, error })
  }
}
