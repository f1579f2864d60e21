import type { ShopifyEmulator } from '../../connectors/shopify/emulator/index.ts'
import type { SeededRandom } from '../support/random.ts'
import type { Books } from './books.ts'
import type { Units } from './judge/ledger.ts'
import { numberOf } from './judge/requests.ts'
import type { Timeline } from './timeline.ts'
import type { Trace } from './trace.ts'

export const SKUS = ['ANVIL', 'BELL', 'CLOCK', 'DRUM'] as const
export const METHODS = ['Standard', 'Express'] as const

const MINUTE = 60_000

/** What becomes of an order, decided when it is placed. */
export interface Plan {
  readonly id: string
  readonly kind: 'straight' | 'unpaid' | 'paid_late' | 'edited' | 'cancelled_at_shop' | 'cancelled_at_hub' | 'bad_address' | 'unmapped' | 'poisoned'
}

export interface Shopping {
  readonly shop: ShopifyEmulator
  readonly timeline: Timeline
  readonly random: SeededRandom
  readonly trace: Trace
  readonly books: Books
  /** Somebody else has a part in it: the merchant mends or cancels in the hub, the poison starts to work. */
  readonly placed: (plan: Plan) => void
}

/** Shoppers buy, pay late, change their minds; the merchant's own admin counts by hand. All of it over `minutes`. */
export function goShopping(shopping: Shopping, orders: number, minutes: number): void {
  const { timeline, random } = shopping
  const poison = random.between(0, orders - 1)
  for (let index = 0; index < orders; index++) {
    const at = random.between(0, minutes * MINUTE)
    const kind = index === poison ? 'poisoned' : kindOf(random)
    timeline.after(at, () => buy(shopping, kind, index))
  }
}

const CHANCES: readonly (readonly [Plan['kind'], number])[] = [
  ['unpaid', 0.1], ['paid_late', 0.06], ['edited', 0.18], ['cancelled_at_shop', 0.08], ['cancelled_at_hub', 0.1], ['bad_address', 0.08], ['unmapped', 0.07],
]

function kindOf(random: SeededRandom): Plan['kind'] {
  let drawn = random.next()
  for (const [kind, chance] of CHANCES) {
    if (drawn < chance) return kind
    drawn -= chance
  }
  return 'straight'
}

function buy(shopping: Shopping, kind: Plan['kind'], index: number): void {
  const { shop, random, trace, books, placed } = shopping
  const units = basket(random)
  const isUnpaid = kind === 'unpaid' || kind === 'paid_late'
  const { ids } = shop.placeOrders({
    lines: linesOf(units),
    shipping: { title: kind === 'unmapped' ? `Pigeon ${index}` : random.pick(METHODS) },
    ...(isUnpaid && { financial: 'PENDING' }),
    ...(kind === 'bad_address' && { address: { address1: null, city: null, zip: null } }),
  })
  const id = numberOf(ids[0]!)
  books.placed(id, units, isUnpaid)
  trace.note('shopper', `buys ${id.slice(-4)} (${kind}): ${showUnits(units)}`)
  placed({ id, kind })
  changeMind(shopping, id, kind, units)
}

function changeMind(shopping: Shopping, id: string, kind: Plan['kind'], units: Units): void {
  const { shop, timeline, random, trace, books } = shopping
  const later = (run: () => void): void => { timeline.after(random.between(5_000, 25 * MINUTE), run) }
  if (kind === 'paid_late') later(() => attempt(trace, `pays ${id.slice(-4)}`, () => { shop.order(id, 'pay'); books.paid(id) }))
  if (kind === 'cancelled_at_shop') later(() => attempt(trace, `cancels ${id.slice(-4)} at the shop`, () => { shop.order(id, 'cancel'); books.cancelledAtShop(id) }))
  if (kind === 'edited') {
    later(() => {
      const wanted = { ...units, ...basket(random) }
      attempt(trace, `changes ${id.slice(-4)} to ${showUnits(wanted)}`, () => { shop.order(id, 'edit', { lines: linesOf(wanted) }); books.edited(id, wanted) })
    })
  }
  if (kind === 'bad_address' && random.chance(0.5)) later(() => attempt(trace, `gives ${id.slice(-4)} an address`, () => shop.order(id, 'edit', { address: { address1: '1 Mended Street', city: 'Portland', zip: '97209' } })))
}

/** The shop refuses what comes too late (shipped, cancelled): then nothing happened. */
function attempt(trace: Trace, what: string, run: () => void): void {
  try {
    run()
    trace.note('shopper', what)
  } catch (error) {
    trace.note('shopper', `${what}: refused, ${error instanceof Error ? error.message : String(error)}`)
  }
}

function basket(random: SeededRandom): Units {
  const count = random.chance(0.6) ? 1 : random.between(2, 3)
  return Object.fromEntries(random.shuffle(SKUS).slice(0, count).map((sku) => [sku, random.between(1, 3)]))
}

const linesOf = (units: Units): { sku: string; quantity: number }[] => Object.entries(units).map(([sku, quantity]) => ({ sku, quantity }))
export const showUnits = (units: Units): string => linesOf(units).map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ')
