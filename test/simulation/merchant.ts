import { type ConnectionId, CenterId, type OrderId, Sku } from '../../core/model/ids.ts'
import type { Call } from '../../core/model/work.ts'
import { retryCall } from '../../hub/calls/operator.ts'
import { orderEffects } from '../../hub/calls/order-effects.ts'
import { checkConnection } from '../../hub/connections/check.ts'
import type { Hub } from '../../hub/hub.ts'
import { putMethods } from '../../hub/mappings/ship-options.ts'
import { command } from '../../hub/orders/command.ts'
import { type StockAsk, stockCommand } from '../../hub/stock/commands.ts'
import type { SeededRandom } from '../support/random.ts'
import { CONNECTION, SCOPE } from './desk.ts'
import type { Door } from './floor.ts'
import { CENTERS, OPTION } from './set-up.ts'
import { type Plan, SKUS } from './shopper.ts'
import type { Stage } from './stage.ts'

const MINUTE = 60_000

export interface MerchantOf {
  readonly stage: Stage
  readonly random: SeededRandom
  readonly door: Door
  readonly isPoisoned: (shopOrder: string) => boolean
}

/** Who sits at the hub: mends what is held, cancels, receives and counts, and looks after calls that gave up. */
export interface Merchant { placed(plan: Plan): void; afterTrouble(): void }

export function keepMerchant({ stage, random, door, isPoisoned }: MerchantOf): Merchant {
  const { time, trace, patiently, desk, books, ledger } = stage
  const say = (what: string): void => trace.note('merchant', what)
  const later = (least: number, most: number, run: () => Promise<void>): void => {
    time.after(random.between(least, most), () => void run().catch((error: unknown) => say(`fails: ${String(error)}`)))
  }
  let asked = 0
  const stock = async (does: StockAsk['does'], why: string): Promise<void> => {
    asked += 1
    const cause = `world:${asked}`
    const [answer] = await patiently((hub) => stockCommand(hub, SCOPE, [{ cause, does }]))
    say(`${why} ${does.sku} at ${does.centerId}: ${answer?.code}, on hand ${answer?.onHand}`)
  }
  const receive = async (center: string, sku: string, units: number): Promise<void> => {
    ledger.moved(time.now(), sku, units, center)
    await stock({ is: 'received', sku: Sku.parse(sku), centerId: CenterId.parse(center), delta: units, at: Math.floor(time.now()) }, `receives ${units}`)
  }
  /** The floor stands still, everything is counted, and sometimes a unit is missing. */
  const count = (center: string, sku: string): Promise<void> => door(center, async () => {
    await still()
    const lost = random.chance(0.4) && ledger.onHandAt(sku, center) > 0 ? 1 : 0
    const quantity = ledger.onHandAt(sku, center) - lost
    const asOf = Math.floor(time.now())
    await still()
    await stock({ is: 'counted', sku: Sku.parse(sku), centerId: CenterId.parse(center), quantity, asOf }, `counts ${quantity}`)
    if (lost > 0) ledger.moved(time.now(), sku, -lost, center)
  })
  const still = (): Promise<void> => new Promise((resolve) => { time.after(15_000, resolve) })

  /** Once the hub has the order: it may come late. */
  const whenThere = (id: string, run: (orderId: OrderId) => Promise<void>): void => {
    later(20_000, 60_000, async () => {
      const orderId = desk.orderOf(id)
      if (orderId === null) whenThere(id, run)
      else await run(orderId as OrderId)
    })
  }
  const cancel = (id: string): void => whenThere(id, async (orderId) => {
    books.cancelAsked(id)
    const answer = await patiently((hub) => command(hub, SCOPE, orderId, { does: 'cancel', shipments: 'all', reason: 'changed my mind' }, `cancel:${id}`))
    say(`cancels ${id.slice(-4)}: ${answer.code}`)
    books.cancelAnswered(id, answer.is === 'done')
  })
  const mendAddress = (id: string): void => whenThere(id, async (orderId) => {
    if (!desk.stands(orderId)?.reasons.some(({ code }) => code === 'invalid_address')) return
    const edit = { recipient: { address1: '2 Mended Street', city: 'Austin', postalCode: '78701' } }
    const answer = await patiently((hub) => command(hub, SCOPE, orderId, { does: 'edit', edit }, `mend:${id}`))
    say(`mends ${id.slice(-4)}: ${answer.code}`)
    mendAddress(id)
  })
  const map = (id: string): void => whenThere(id, async (orderId) => {
    const method = desk.stands(orderId)?.method
    if (!method) return
    const answer = await patiently((hub) => putMethods(hub, SCOPE, CONNECTION, [{ method, shipOptionId: OPTION }]))
    say(`maps ${method}: ${answer.is}`)
  })
  const lookAfter = (): void => later(4 * MINUTE, 6 * MINUTE, async () => {
    lookAfter()
    await patiently((hub) => operate(hub, CONNECTION, (call) => isPoisoned(desk.shopOrderOf(call.orderId)), say))
  })

  // Several at once, at whichever process: entries of the journal are asked for while others are being written.
  const delivery = async (): Promise<void> => {
    const some = random.shuffle(SKUS).slice(0, random.between(2, 4))
    await Promise.all(some.map((sku) => receive(random.pick(CENTERS), sku, random.between(1, 3))))
  }
  for (let minute = 2; minute < 28; minute += 3) {
    later(minute * MINUTE, (minute + 3) * MINUTE, () => (random.chance(0.6) ? delivery() : count(random.pick(CENTERS), random.pick(SKUS))))
  }
  lookAfter()
  return {
    placed: ({ id, kind }) => {
      if (kind === 'cancelled_at_hub') later(0, 8 * MINUTE, async () => cancel(id))
      if (kind === 'bad_address') later(2 * MINUTE, 25 * MINUTE, async () => mendAddress(id))
      if (kind === 'unmapped') later(MINUTE, 20 * MINUTE, async () => map(id))
    },
    // Enough for everybody, at one center, so that what waits for stock can go.
    afterTrouble: () => { for (const sku of SKUS) later(0, MINUTE, () => receive('east', sku, 40)) },
  }
}

/** An operator's round: calls that gave up are tried again, a connection that waits for its credentials is checked. */
async function operate(hub: Hub, connectionId: ConnectionId, isLeft: (call: Call) => boolean, say: (what: string) => void): Promise<void> {
  const connection = await hub.store.get('connections', null, connectionId)
  if (connection?.state === 'needs_reauth') say(`checks the connection: ${(await checkConnection(hub, SCOPE, connectionId)).is}`)
  const { items } = await hub.store.list('callsByState', { merchantId: SCOPE.merchantId, state: 'failed' }, { limit: 100 })
  for (const call of items.filter((one) => !isLeft(one))) say(`retries ${call.id} (${call.code}): ${(await retryCall(hub, SCOPE, call.id, orderEffects)).is}`)
}
