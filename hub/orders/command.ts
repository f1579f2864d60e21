import type { OrderId, ShipOptionId } from '../../core/model/ids.ts'
import type { Person } from '../../core/model/person.ts'
import { cancel, type CancelInput } from '../../core/orders/cancel.ts'
import type { Context, Decision } from '../../core/orders/decision.ts'
import { edit, type OrderEdit } from '../../core/orders/edit.ts'
import { hold, release } from '../../core/orders/hold.ts'
import type { Surroundings } from '../../core/orders/judge.ts'
import { retry } from '../../core/orders/retry.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change, type Changed, Contended } from '../change.ts'
import type { Hub, Scope } from '../hub.ts'
import { rejudgeOrder, waitsForSetup } from '../mappings/reevaluate.ts'
import { missing, type Refused, refuse } from '../refused.ts'
import { aboutOrder, surroundingsOf } from './surroundings.ts'
import { personOfOrder } from './view.ts'

export type Command =
  | ({ does: 'cancel' } & CancelInput)
  | { does: 'hold'; reason: string }
  | { does: 'release' }
  | { does: 'retry' }
  | { does: 'edit'; edit: OrderEdit }

/** `code` says what it led to; the order as it stands afterwards. */
export type Commanded = { is: 'done'; order: Stored<'orders'>; code: string } | Refused

/** A person's command on one order. `commandKey`: a repeat under it is answered as the first. `ifVersion`: refused where somebody was faster. */
export async function command(hub: Hub, scope: Scope, id: OrderId, wanted: Command, commandKey: string | null = null, ifVersion: number | null = null): Promise<Commanded> {
  const before = await hub.store.get('orders', scope.merchantId, id)
  if (!before) return missing()
  const context: Context = { now: hub.clock.now(), actor: scope.actor, commandKey }
  const done = await decided(hub, before, wanted, context, ifVersion)
  if (done.is === 'missing') return missing()
  if (done.is === 'refused') return refuse(done.code, done.message, done.detail ? { detail: done.detail } : {})
  // What it waits for may have been mapped or switched on after the facts were read: whoever did that has not seen it wait.
  const isStale = done.is === 'changed' && READS.has(wanted.does) && waitsForSetup(done.order)
  const looked = isStale ? await rejudgeOrder(hub, scope, done.order) : done
  return { is: 'done', order: looked.is === 'missing' ? done.order : looked.order, code: done.code }
}

/** Commands that are decided by what lies outside the order too. */
const READS: ReadonlySet<Command['does']> = new Set(['edit', 'retry'])
const TRIES = 20

/** A person who was opened before the order was changed may be another by now, or erased: then all is read and decided once more. */
async function decided(hub: Hub, before: Stored<'orders'>, wanted: Command, context: Context, ifVersion: number | null): Promise<Changed> {
  let seen = before
  for (let tries = 0; tries < TRIES; tries += 1) {
    const facts = await factsFor(hub, seen, wanted)
    const done = await decidedBy(hub, seen, wanted, facts, context, ifVersion)
    if (done.is !== 'refused' || done.code !== MOVED) return done
    seen = done.order
  }
  throw new Contended(`order ${before.id}`)
}

/** Between the two of us: it never reaches who asked. */
const MOVED = 'person_moved'

async function decidedBy(hub: Hub, seen: Stored<'orders'>, wanted: Command, facts: Facts, context: Context, ifVersion: number | null): Promise<Changed> {
  const { commandKey } = context
  return change(hub, seen.merchantId, seen.id, order => {
    const isRepeat = commandKey !== null && order.commands.some(({ key }) => key === commandKey)
    if (ifVersion !== null && order.version !== ifVersion && !isRepeat) return { is: 'refused', code: 'stale_version', message: `It was changed meanwhile: it is at version ${order.version} now.`, detail: { current: order.version } }
    if (wanted.does === 'edit' && order.sealed !== seen.sealed) return { is: 'refused', code: MOVED, message: 'Its person was changed meanwhile.' }
    return decide(order, wanted, facts, context)
  })
}

interface Facts { around: Surroundings; person: Person | null }

/** What lies outside the order, as it is now; an edit's own ship option and SKUs are among what is asked about. */
async function factsFor(hub: Hub, order: Stored<'orders'>, wanted: Command): Promise<Facts> {
  const about = aboutOrder(order)
  if (wanted.does !== 'edit' && wanted.does !== 'retry') return { around: NOTHING, person: null }
  if (wanted.does === 'retry') return { around: await surroundingsOf(hub, order.merchantId, about), person: null }
  const skus = [...about.skus, ...(wanted.edit.lines ?? []).flatMap(({ sku }) => (sku === undefined ? [] : [sku.trim()]))]
  const chosen: ShipOptionId | null = wanted.edit.shipOptionId ?? about.shipOptionId
  return { around: await surroundingsOf(hub, order.merchantId, { ...about, skus, shipOptionId: chosen }), person: await personOfOrder(hub, order) }
}

const NOTHING: Surroundings = { options: { methods: new Map(), activeOptions: new Set() }, products: null, twice: new Set() }

function decide(order: Stored<'orders'>, wanted: Command, { around, person }: Facts, context: Context): Decision {
  switch (wanted.does) {
    case 'cancel': return cancel(order, wanted, context)
    case 'hold': return hold(order, wanted, context)
    case 'release': return release(order, context)
    case 'retry': return retry(order, around, context)
    case 'edit': return edit(order, wanted.edit, person, around, context)
  }
}
