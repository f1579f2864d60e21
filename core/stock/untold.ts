/**
 * Why a number is not told, and what a person can do (docs/reasons.md, "Why a number is not told"). `ends`: the store will not take
 * any number for it, so none is sent before the item or its location changed, or a person asks for it.
 */
export interface Untold { readonly ends: boolean; readonly says: string; readonly fix: string }

export const UNTOLD = {
  not_tracked: { ends: true, says: 'The store does not count this item.', fix: 'Switch on stock tracking for the item at the store, or leave it: it is never sold out there.' },
  not_stocked: { ends: true, says: 'The store does not stock this item at this location.', fix: 'Stock it there at the store, or switch on that the hub may do so.' },
  not_settable: { ends: true, says: 'The store works this number out by itself, as for a bundle.', fix: 'Nothing: its parts are told. Or map the item to no SKU.' },
  item_gone: { ends: true, says: 'The store has this item no more.', fix: 'Nothing. Made anew at the store, it comes as another item.' },
  location_gone: { ends: true, says: 'The store has this location no more.', fix: 'Map the centers to a location that is there.' },
  many_zeros: { ends: false, says: 'Too many numbers would become 0 at once, and nothing here explains it.', fix: 'Look at the comparison; confirm it again where the zeros are meant.' },
  drift: { ends: false, says: 'Somebody changed the number at the store, and the connection leaves that to a person.', fix: 'Have it told again, or change it at the store.' },
  stale: { ends: false, says: 'The store\'s number moved while it was being set.', fix: 'Nothing: the store is read again and the number decided anew.' },
  invalid_quantity: { ends: false, says: 'The store does not take such a quantity.', fix: 'Look at the units of this SKU.' },
  duplicate: { ends: false, says: 'The same item and location stood twice in one request.', fix: 'A fault of the hub: tell its operator.' },
  rejected: { ends: false, says: 'The store refused it in words that the hub does not know.', fix: 'Read the store\'s words; have it told again when that is mended.' },
} as const satisfies Record<string, Untold>

export type UntoldCode = keyof typeof UNTOLD

/** The entry of a published number's reason; null where it has none, or one that needs nobody. */
export function untoldBy(reason: string | null): (Untold & { readonly code: UntoldCode }) | null {
  const code = reason?.split(':', 1)[0] ?? ''
  return isCode(code) ? { code, ...UNTOLD[code] } : null
}

const isCode = (code: string): code is UntoldCode => Object.hasOwn(UNTOLD, code)
