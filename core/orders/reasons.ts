import type { Reason, ReasonCode } from '../model/status.ts'

interface Words { readonly message: (subject: string, quantity: number) => string; readonly needs: string; readonly who: Reason['who'] }

/** What each reason says, what frees it and who can (S1.23). A code that nothing raises yet has no row. */
const WORDS: Readonly<Partial<Record<ReasonCode, Words>>> = {
  out_of_stock: { message: (sku, quantity) => `${sku} is short by ${quantity}: no one center has everything.`, needs: 'Receive units of it, or take the line out. The order is looked at again when units come.', who: 'merchant' },
  missing_sku: { message: name => `“${name}” has no SKU at the store.`, needs: 'Give the item its SKU at the store, or on the order.', who: 'merchant' },
  duplicate_sku: { message: sku => `SKU ${sku} stands on several items of the store, so it cannot be told which is meant.`, needs: 'Give each item a SKU of its own at the store.', who: 'merchant' },
  unknown_sku: { message: sku => `SKU ${sku} is not among the products.`, needs: 'Add the product, or correct the SKU.', who: 'merchant' },
  inactive_sku: { message: sku => `SKU ${sku} is switched off.`, needs: 'Switch the product on, or take the line out.', who: 'merchant' },
  invalid_address: { message: parts => `The address is not complete: ${parts}.`, needs: 'Complete the address.', who: 'merchant' },
  person_data_missing: { message: parts => `The store hides ${parts === '' ? 'the name and address' : parts} from us, or had them erased.`, needs: 'Allow the connection to read customer data at the store, or enter the address.', who: 'merchant' },
  unmapped_ship_option: { message: method => `The store’s method “${method}” has no ship option.`, needs: 'Map the method to a ship option.', who: 'merchant' },
  inactive_ship_option: { message: method => `“${method}” leads to a ship option that is not active.`, needs: 'Switch the mapping or the ship option on, or choose another.', who: 'merchant' },
  upstream_hold: { message: why => `The store holds the order: ${why}.`, needs: 'Release it at the store.', who: 'store' },
  scheduled: { message: day => `The store wants it shipped from ${day} on.`, needs: 'Wait, or release it at the store.', who: 'store' },
  fraud_risk: { message: advice => `The store rates it as a risk of fraud: it recommends to ${advice}.`, needs: 'Look at the order, then release or cancel it.', who: 'merchant' },
  special_requirement: { message: why => `Held for a decision: ${why}.`, needs: 'Look at the order, then release or cancel it.', who: 'merchant' },
  unpaid: { message: () => 'The store does not say that it is paid.', needs: 'Mark it as paid at the store.', who: 'store' },
  manual_hold: { message: why => (why === '' ? 'Held by hand.' : `Held by hand: ${why}.`), needs: 'Release the order.', who: 'merchant' },
}

/** A reason with its words; `subject` is the SKU, method, field or day it is about. Never personal data. */
export function reason(code: ReasonCode, subject = '', quantity = 0): Reason {
  const words = WORDS[code] ?? { message: () => code.replaceAll('_', ' '), needs: 'Ask the 3PL.', who: 'administrator' as const }
  return { code, message: words.message(subject, quantity), needs: words.needs, who: words.who, ...(subject !== '' && { subject }) }
}

/** What each reason is judged from, so that a change of one thing leaves the reasons of the others standing. */
export type Ground = 'address' | 'items' | 'option' | 'store' | 'rules' | 'person' | 'stock'

const GROUND: Readonly<Partial<Record<ReasonCode, Ground>>> = {
  invalid_address: 'address', person_data_missing: 'address',
  missing_sku: 'items', duplicate_sku: 'items', unknown_sku: 'items', inactive_sku: 'items',
  unmapped_ship_option: 'option', inactive_ship_option: 'option',
  upstream_hold: 'store', scheduled: 'store', unpaid: 'store', fraud_risk: 'store',
  special_requirement: 'rules',
  out_of_stock: 'stock', partially_committed: 'stock',
}

/** What no ground names is a person's decision and stays until a person takes it back (manual_hold). */
export const groundOf = (code: ReasonCode): Ground => GROUND[code] ?? 'person'

/** `found` replaces the reasons of its grounds; the others stay. Stock's never do: the stock says them anew. */
export function rejudged(reasons: readonly Reason[], found: Readonly<Partial<Record<Ground, readonly Reason[]>>>): Reason[] {
  const kept = reasons.filter(({ code }) => groundOf(code) !== 'stock' && found[groundOf(code)] === undefined)
  return [...kept, ...Object.values(found).flat()]
}
