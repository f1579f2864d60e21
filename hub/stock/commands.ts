import type { Instant, Sku } from '../../core/model/ids.ts'
import type { StockCommand } from '../../core/model/stock.ts'
import { notAhead } from '../../core/stock/moves.ts'
import type { Hub, Scope } from '../hub.ts'
import { merchantLane } from '../lanes/lane.ts'
import { wake } from '../lanes/lanes.ts'
import { noted } from '../setup/noted.ts'
import { passUntil } from './help.ts'
import { getAll } from './pages.ts'

/** A stock fact asked for. `cause` is unique for ever: a repeat under it is answered as the first. */
export interface StockAsk { cause: string; does: StockCommand['does'] }

export interface StockAnswer {
  cause: string
  sku: Sku
  /**
   * `applied`, `older_count_ignored`: done, `onHand` is what the row had after it. `pending`: written down, done soon.
   * `other_before`: this cause did something else before. Refused, nothing written: `unknown_center`, `not_your_center`, `not_a_quantity`.
   */
  code: 'applied' | 'older_count_ignored' | 'pending' | 'other_before' | 'unknown_center' | 'not_your_center' | 'not_a_quantity'
  onHand: number | null
  isRepeat: boolean
}

/** How long a command waits for its entry; it is durable before. */
const WAIT_MS = 20_000

/**
 * Receipts, adjustments and counts, one or thousands, each on its own with a result in order. Answered after their entry is projected:
 * what is read next shows them (ARCHITECTURE 2).
 */
export async function stockCommand(hub: Hub, scope: Scope, asks: readonly StockAsk[]): Promise<readonly StockAnswer[]> {
  const { merchantId } = scope
  const refused = await refusals(hub, scope, asks)
  const good = asks.filter((_, at) => refused[at] === null)
  const askedAt = hub.clock.now()
  const written = await hub.store.insertMany('stockCommands', good.map(({ cause, does }): StockCommand => ({ id: cause, merchantId, version: 0, askedAt, does: dated(does, askedAt), state: 'pending', result: null, seq: null })))
  const repeats = new Set(good.filter((_, at) => written[at]?.is !== 'done').map(ask => ask.cause))
  if (good.length > repeats.size) await wake(hub, merchantLane(merchantId))
  for (const [is, rows] of Map.groupBy(good.filter(ask => !repeats.has(ask.cause)), ask => ask.does.is)) await noted(hub, scope, 'inventory', `inventory.${is}`, ['rows'], { rows: rows.length })

  const causes = [...new Set(good.map(ask => ask.cause))]
  const read = async () => new Map((await getAll(hub.store, 'stockCommands', merchantId, causes)).map(command => [command.id, command]))
  let known = await read()
  await passUntil(hub, merchantId, hub.clock.now() + WAIT_MS, async () => {
    known = await read()
    return [...known.values()].every(command => command.state === 'done')
  })
  return asks.map((ask, at) => {
    const code = refused[at]
    if (code) return { cause: ask.cause, sku: ask.does.sku, code, onHand: null, isRepeat: false }
    return answerOf(ask, known.get(ask.cause), repeats.has(ask.cause))
  })
}

/** Units that a fast clock dated ahead were there when they were told: a count that follows has them, and must not get them added again (S2.16). */
const dated = (does: StockCommand['does'], askedAt: Instant): StockCommand['does'] => (does.is === 'counted' ? does : { ...does, at: notAhead(does.at, askedAt) })

type Refusal = Extract<StockAnswer['code'], 'unknown_center' | 'not_your_center' | 'not_a_quantity'>

async function refusals(hub: Hub, { actor }: Scope, asks: readonly StockAsk[]): Promise<(Refusal | null)[]> {
  const centers = new Set((await getAll(hub.store, 'centers', null, [...new Set(asks.map(ask => ask.does.centerId))])).map(center => center.id))
  const own = 'centers' in actor && actor.centers !== null ? new Set(actor.centers) : null
  return asks.map(({ does }) => {
    if (own && !own.has(does.centerId)) return 'not_your_center'
    if (!centers.has(does.centerId)) return 'unknown_center'
    return isQuantity(does) ? null : 'not_a_quantity'
  })
}

function isQuantity(does: StockCommand['does']): boolean {
  switch (does.is) {
    case 'received': return Number.isSafeInteger(does.delta) && does.delta > 0
    case 'adjusted': return Number.isSafeInteger(does.delta) && does.delta !== 0
    case 'counted': return Number.isSafeInteger(does.quantity) && does.quantity >= 0
  }
}

function answerOf({ cause, does }: StockAsk, command: StockCommand | undefined, isRepeat: boolean): StockAnswer {
  const answer = { cause, sku: does.sku, onHand: command?.result?.onHand ?? null, isRepeat }
  if (command && !same(command.does, does)) return { ...answer, code: 'other_before' }
  return { ...answer, code: command?.result?.code ?? 'pending' }
}

/** Equal but for the time of reporting, which a repeat may tell anew. */
function same(a: StockCommand['does'], b: StockCommand['does']): boolean {
  const said = (does: StockCommand['does']) => JSON.stringify(does.is === 'counted' ? [does.is, does.sku, does.centerId, does.quantity, does.asOf] : [does.is, does.sku, does.centerId, does.delta])
  return said(a) === said(b)
}
