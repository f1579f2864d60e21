import type { HiddenPart, OrderDraft } from '../../core/model/drafts.ts'
import type { Recipient } from '../../core/model/person.ts'
import type { Order } from './wire.ts'

/** Protected customer data is granted by kind and refused field by field: then the order is read without it (A1). `name` is the order's own too, and that one is never refused. */
export const PERSONAL: ReadonlySet<string> = new Set(['shippingAddress', 'email', 'phone', 'note', 'name', 'company', 'address1', 'address2', 'city', 'zip', 'province', 'provinceCode', 'countryCodeV2'])

type Address = NonNullable<Order['shippingAddress']>

const PLACE = ['address1', 'city', 'zip'] as const

/**
 * Where it goes, as far as the store shows it. `denied`: fields that it would not show us. A protected field also comes back null without a
 * word: an address that names nobody is hidden from us and not empty. A named person's that lacks its street is not complete.
 */
export function recipientOf(order: Order, denied: readonly string[]): Pick<OrderDraft, 'recipient' | 'hidden' | 'country'> {
  const address = order.shippingAddress
  if (denied.includes('shippingAddress')) return { recipient: 'redacted' }
  if (!address) return { recipient: null }
  const hidden = HIDDEN.filter(({ when }) => when(address, denied)).map(({ part }) => part)
  if (hidden.includes('name') && hidden.includes('address')) return { recipient: 'redacted', ...(address.countryCodeV2 && { country: address.countryCodeV2 }) }
  return { recipient: shown(order, address), ...(hidden.length > 0 && { hidden }) }
}

const isNobody = ({ name, company }: Address): boolean => !name && !company

const HIDDEN: readonly { readonly part: HiddenPart; readonly when: (address: Address, denied: readonly string[]) => boolean }[] = [
  { part: 'name', when: isNobody },
  { part: 'address', when: (address, denied) => PLACE.some((field) => !address[field] && denied.includes(field)) || (isNobody(address) && !address.address1) },
  { part: 'email', when: (_, denied) => denied.includes('email') },
  { part: 'phone', when: (_, denied) => denied.includes('phone') },
]

function shown(order: Order, address: Address): Recipient {
  const optional: Partial<Record<keyof Recipient, string | null>> = {
    company: address.company, address2: address.address2, region: address.provinceCode ?? address.province,
    postalCode: address.zip, phone: address.phone || order.phone, email: order.email,
  }
  return {
    name: address.name ?? '', address1: address.address1 ?? '', city: address.city ?? '', country: address.countryCodeV2 ?? '',
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value)),
  }
}
