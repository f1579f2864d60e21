import type { CenterId, ConnectionId, Sku } from '../../core/model/ids.ts'
import type { Published } from '../../core/model/stock.ts'
import { untoldBy } from '../../core/stock/untold.ts'
import { merchantStore } from '../../hub/access/merchant-store.ts'
import { connectionOf } from '../../hub/connections/found.ts'
import { pushAgain } from '../../hub/inventory/again.ts'
import { type StockAnswer, type StockAsk, stockCommand } from '../../hub/stock/commands.ts'
import { listInventory } from '../../hub/stock/views.ts'
import { found, given, paged, pageOf } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

/** What a row's code means in words; null: it was done. */
const SAYS: Readonly<Record<StockAnswer['code'], string | null>> = {
  applied: null, older_count_ignored: 'A newer count is known: this one was kept and not used.', pending: 'Written down; it is carried out in a moment.',
  other_before: 'This cause did something else before: use another.', unknown_center: 'There is no such center.', not_your_center: 'This token is for other centers.', not_a_quantity: 'The quantity is none that can be.',
}
const DONE: ReadonlySet<string> = new Set(['applied', 'older_count_ignored', 'pending'])

const answersOf = (asks: readonly StockAsk[], answers: readonly StockAnswer[], names: readonly string[]): Answer<'receive'> => ({
  results: asks.map(({ does }, at) => {
    const { code, onHand } = answers[at] ?? { code: 'pending' as const, onHand: null }
    return { cause: names[at] ?? '', sku: does.sku, centerId: does.centerId, onHand, ok: DONE.has(code), code, detail: SAYS[code] }
  }),
})

const pushView = (one: Published): Answer<'listPushes'>['data'][number] => ({
  id: one.id, connectionId: one.connectionId, item: one.item, location: one.location, sku: one.sku, desired: one.desired, sent: one.sent, confirmed: one.confirmed, asOf: timeOr(one.asOf), confirmedAt: timeOr(one.confirmedAt),
  store: { available: one.vendorAvailable, committed: one.vendorCommitted, at: timeOr(one.vendorAt) }, state: one.state,
  code: codeOf(one), reason: one.reason, fix: untoldBy(one.reason)?.fix ?? null, drift: one.drift ? { units: one.drift.units, at: time(one.drift.at) } : null,
})

/** A reason begins with its code; one that needs nobody (a confirmed zero) keeps nothing back. */
const codeOf = ({ state, reason }: Published): string | null => (state === 'refused' || state === 'held' || state === 'due' ? (reason?.split(':', 1)[0] ?? null) : null)

export const stockRoutes: Handlers = {
  listInventory: async ({ hub, scope, query }) => {
    const page = await listInventory(hub, scope, { ...pageOf(query), ...given({ sku: query.sku as Sku | undefined }) })
    return { data: page.items.map(({ seq: _seq, countedAt, ...item }) => ({ ...item, merchantId: scope.merchantId, countedAt: timeOr(countedAt) })), nextCursor: page.next }
  },

  receive: async ({ hub, scope, body }) => {
    const asks = body.rows.map((row): StockAsk => ({ cause: `received:${row.cause}`, does: { is: 'received', sku: row.sku as Sku, centerId: row.centerId as CenterId, delta: row.quantity, at: row.at ?? hub.clock.now() } }))
    return answersOf(asks, await stockCommand(hub, scope, asks), body.rows.map(row => row.cause))
  },
  adjust: async ({ hub, scope, body }) => {
    const asks = body.rows.map((row): StockAsk => ({ cause: `adjusted:${row.cause}`, does: { is: 'adjusted', sku: row.sku as Sku, centerId: row.centerId as CenterId, delta: row.delta, at: row.at ?? hub.clock.now() } }))
    return answersOf(asks, await stockCommand(hub, scope, asks), body.rows.map(row => row.cause))
  },
  // The same count sent twice is one: its moment, center and SKU name it.
  putSnapshot: async ({ hub, scope, body }) => {
    const asks = body.rows.map((row): StockAsk => ({ cause: `counted:${body.asOf}:${row.centerId}:${row.sku}`, does: { is: 'counted', sku: row.sku as Sku, centerId: row.centerId as CenterId, quantity: row.quantity, asOf: body.asOf } }))
    return answersOf(asks, await stockCommand(hub, scope, asks), [])
  },

  listPushes: async ({ hub, scope, query }) => {
    const { id } = found(await connectionOf(hub, scope, query.connectionId as ConnectionId))
    const mine = merchantStore(hub.store, scope.merchantId)
    return paged(query.state === undefined ? await mine.list('publishedOfConnection', { connectionId: id }, pageOf(query)) : await mine.list('publishedByState', { connectionId: id, state: query.state }, pageOf(query)), pushView)
  },
  pushAgain: async ({ hub, scope, body }) => {
    const pushed = await pushAgain(hub, scope, body.connectionId as ConnectionId, body.items ?? null)
    if (pushed.is === 'refused') throw refusal(pushed)
    return { connectionId: body.connectionId, numbers: pushed.numbers }
  },
}
