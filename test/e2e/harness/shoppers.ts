import type { EmulatorClock } from '../../../connectors/kit/emulator/clock.ts'
import type { ShopifyEmulator } from '../../../connectors/shopify/emulator/index.ts'
import type { Bought } from './judge/orders.ts'

export interface Wish { lines: readonly { sku: string | null; quantity: number; location?: string }[]; [more: string]: unknown }
/** One order as its shopper has it: every change with its time, so that a judge can say what was wanted at any moment. */
export interface Bill extends Bought { readonly history: readonly { at: number; wanted: ReadonlyMap<string, number> }[] }

/** People who buy at the stand-in, and keep their bills. Everything is done at the store; nobody tells the hub. */
export interface Shoppers {
  readonly bills: ReadonlyMap<string, Bill>
  buy(wish: Wish): Bill
  /** The quantities that the lines named shall have. */
  edit(bill: Bill, lines: readonly { sku: string; quantity: number }[]): void
  cancel(bill: Bill): void
  fulfilByHand(bill: Bill): void
}

export function shoppersOf(shopify: ShopifyEmulator, clock: EmulatorClock, base: Readonly<Record<string, unknown>> = { shipping: { title: 'Standard' } }): Shoppers {
  const bills = new Map<string, Bill>()
  let number = 1001
  const note = (bill: Bill, wanted: ReadonlyMap<string, number>, end: Bill['end']): void => {
    bills.set(bill.id, Object.assign(bill, { wanted, end, history: [...bill.history, { at: clock.now(), wanted }] }))
  }
  return {
    bills,
    buy: (wish) => {
      const at = clock.now()
      const [id = ''] = shopify.placeOrders({ ...base, ...wish }).ids
      const wanted = sums(wish.lines)
      const bill: Bill = { id, name: `#${number}`, wanted, end: 'shipped', history: [{ at, wanted }] }
      number += 1
      bills.set(id, bill)
      return bill
    },
    edit: (bill, lines) => {
      shopify.order(bill.id, 'edit', { lines })
      note(bill, new Map([...bill.wanted, ...sums(lines)]), bill.end)
    },
    cancel: (bill) => {
      shopify.order(bill.id, 'cancel')
      note(bill, new Map(), 'cancelled')
    },
    fulfilByHand: (bill) => {
      shopify.order(bill.id, 'fulfill', { tracking: { company: 'Other', number: `HAND-${bill.name.slice(1)}` } })
      note(bill, bill.wanted, 'shipped by hand')
    },
  }
}

function sums(lines: Wish['lines']): Map<string, number> {
  const wanted = new Map<string, number>()
  for (const { sku, quantity } of lines) wanted.set(sku ?? '', (wanted.get(sku ?? '') ?? 0) + quantity)
  return wanted
}
