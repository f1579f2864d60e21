import type { Instant, Ref, Sku } from '../../core/model/ids.ts'
import type { ItemMapping } from '../../core/model/setup.ts'
import type { Looked } from '../../core/stock/brake.ts'
import type { Stored } from '../../core/ports/store.ts'
import { openConnection } from '../calls/open.ts'
import { maySend } from '../calls/send.ts'
import type { Hub } from '../hub.ts'
import type { LaneHold } from '../lanes/lane.ts'
import { cut } from '../stock/cut.ts'
import { settle } from '../stock/settle.ts'
import { type Channels, type Matched } from './channel.ts'
import { skusSince } from './changed.ts'
import { figures } from './compute.ts'
import { decideNumbers } from './decide.ts'
import { inFlight } from './in-flight.ts'
import { levelKey, type Reading, readSome } from './read-levels.ts'
import type { Progress } from './progress.ts'
import { type Due, tell, zerosFirst } from './tell.ts'

/** Brings a store's orders up to now: those that it counted in the levels just read are here afterwards. False: not all could be read. */
export type OrdersUpToNow = (hub: Hub, connection: Stored<'connections'>, deadline: Instant, hold: LaneHold | null, skus: ReadonlySet<Sku>) => Promise<boolean>

export interface PushTurn { hub: Hub; channels: Channels; hold: LaneHold | null; ordersUpToNow: OrdersUpToNow; deadline: Instant }

/** A pass gives up waiting for orders and holds after this, and goes on with its next turn. */
const SETTLE_MS = 5_000

/** What a pass over some of a store's items has done so far. It lives in memory: after a death all of it would have to be read again anyway. */
export interface Pass {
  readonly items: readonly Matched<ItemMapping>[]
  readonly begunAt: Instant
  /** The newest entry when the last full pass began; null: there was none, and all SKUs count as touched. */
  readonly since: number | null
  readonly looked: Readonly<Record<Ref, Looked>>
  readonly published: Readonly<Record<Ref, number>>
  /** The store moved under one of these numbers: its orders are read before anything else. */
  ordersFirst: boolean
  flying: ReadonlySet<string> | null
  left: readonly ItemMapping[]
  readonly levels: Map<string, Reading>
  /** null: not decided yet. */
  due: Due | null
  after: Readonly<Record<Ref, Looked>>
}

/** A pass and where its end leaves the store. `version`: the progress it began from; where another process moved on meanwhile, it is given up. */
export interface Part { pass: Pass; version: number | null; ends: (now: Instant, pass: Pass) => Progress }

export function newPass(begunAt: Instant, items: readonly Matched<ItemMapping>[], of: Pick<Pass, 'since' | 'looked' | 'published' | 'ordersFirst'>): Pass {
  return { ...of, items, begunAt, flying: null, left: items, levels: new Map(), due: null, after: of.looked }
}

/**
 * Carries a pass on until the turn's time is over (ARCHITECTURE 3): levels of all its items, then orders up to now, once, then held and
 * demand in one cut, then what is due is sent; so a unit that was sold before the levels were read is taken off, whichever way it came.
 * `waits`: orders or holds could not be brought up in time, nothing was decided.
 */
export async function advance(turn: PushTurn, pass: Pass): Promise<'done' | 'more' | 'waits'> {
  const { hub, channels: { connection, own }, hold } = turn
  if (pass.items.length === 0 || own.length === 0) return 'done'
  const open = await openConnection(hub, connection)
  const goesOn = (): boolean => hub.clock.now() < turn.deadline && hold?.lost !== true
  if (pass.due === null) {
    if (pass.ordersFirst && !(await upToNow(turn, pass))) return 'waits'
    pass.ordersFirst = false
    pass.flying ??= await inFlight(hub, connection)
    try {
      await readSome(hub, open, pass.left, own.map(location => location.ref), pass.levels, goesOn)
    } finally {
      pass.left = pass.left.filter(item => own.some(location => !pass.levels.has(levelKey({ item: item.item, location: location.ref }))))
    }
    if (pass.left.length > 0) return 'more'
    if (!(await decide(turn, pass, open.can.setLevels))) return 'waits'
  }
  const sink = open.can.setLevels
  if (!sink || !pass.due || !maySend(connection, { role: 'inventory' })) return 'done'
  await tell(hub, connection, pass.due, sink, hold, goesOn, left => { pass.due = left })
  return pass.due.numbers.length > 0 ? 'more' : 'done'
}

const upToNow = async ({ hub, channels: { connection }, hold, ordersUpToNow }: PushTurn, { items }: Pass): Promise<boolean> => ordersUpToNow(hub, connection, hub.clock.now() + SETTLE_MS, hold, new Set(items.map(item => item.sku)))

async function decide(turn: PushTurn, pass: Pass, sink: { stocksItems?: boolean; keepsDrift?: boolean } | undefined): Promise<boolean> {
  const { hub, channels } = turn
  const { connection, connection: { merchantId } } = channels
  if (!(await upToNow(turn, pass))) return false
  if (!(await settle(hub, merchantId, hub.clock.now() + SETTLE_MS))) return false
  const now = await cut(hub, merchantId, new Set(pass.items.map(item => item.sku)))
  const at = hub.clock.now()
  const touched: ReadonlySet<Sku> | null = pass.since === null ? null : (await skusSince(hub, merchantId, pass.since)).skus
  // What was on its way before the reading or now: what the store shows of it may still change by it.
  const flying = (pass.flying ?? new Set()).union(await inFlight(hub, connection))
  const told = (await figures(hub, channels, pass.items, pass.levels, now)).filter(figure => !flying.has(levelKey(figure.reading)))
  const { due, looked } = await decideNumbers(hub, connection, told, { touched, looked: pass.looked, published: pass.published, stocksItems: sink?.stocksItems ?? false, keepsDrift: sink?.keepsDrift ?? false })
  pass.due = { numbers: zerosFirst(due), seq: now.seq, at, shown: shownOf(pass.levels.values(), new Set(due.map(({ item }) => item))) }
  pass.after = looked
  pass.levels.clear()
  return true
}

/** What was read of these items, by item. */
function shownOf(readings: Iterable<Reading>, items: ReadonlySet<Ref>): Due['shown'] {
  const shown = new Map<Ref, { location: Ref; available: number }[]>()
  for (const reading of readings) {
    if ('lacks' in reading || !items.has(reading.item)) continue
    shown.set(reading.item, [...shown.get(reading.item) ?? [], { location: reading.location, available: reading.available }])
  }
  return shown
}
