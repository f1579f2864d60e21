import type { OrderId, ShipOptionId } from '../../core/model/ids.ts'
import type { Person } from '../../core/model/person.ts'
import { cancel, type CancelInput } from '../../core/orders/cancel.ts'
import type { Context, Decision } from '../../core/orders/decision.ts'
import { edit, type OrderEdit } from '../../core/orders/edit.ts'
import { hold, release } from '../../core/orders/hold.ts'
import type { Surroundings } from '../../core/orders/judge.ts'
import { retry } from '../../core/orders/retry.ts'
import type { Stored } from '../../core/ports/store.ts'
import { change } from '../change.ts'
import type { Hub, Scope } from '../hub.ts'
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
  const facts = await factsFor(hub, before, wanted)
  const context: Context = { now: hub.clock.now(), actor: scope.actor, commandKey }
  const done = await change(hub, scope.merchantId, id, order => {
    const isRepeat = commandKey !== null && order.commands.some(({ key }) => key === commandKey)
    if (ifVersion !== null && order.version !== ifVersion && !isRepeat) return { is: 'refused', code: 'stale_version', message: `It was changed meanwhile: it is at version ${order.version} now.`, detail: { current: order.version } }
    return decide(order, wanted, facts, context)
  })
  if (done.is === 'missing') return missing()
  return done.is === 'refused' ? refuse(done.code, done.message, done.detail ? { detail: done.detail } : {}) : { is: 'done', order: done.order, code: done.code }
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
