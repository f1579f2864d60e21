import { isEnumType } from 'graphql'
import { Refusal } from '../../kit/emulator/refusal.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { numberOf } from './gid.ts'
import type { Address, Item, Location, Order, Shop } from './model.ts'
import type { LineWish } from './order-place.ts'
import { SCHEMA } from './schema.ts'
import type { World } from './world.ts'

// Reads what the sandbox is sent. It is asked by tests and checks: a mistake is told in plain words, nothing is guessed.

export function textOf(value: unknown, name: string): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') throw new Refusal(422, `${name}: expected a text`)
  return value
}

export function wordOf<W extends string>(value: unknown, name: string, words: readonly W[], otherwise: W): W {
  const text = textOf(value, name)?.toUpperCase() ?? otherwise
  const found = words.find((word) => word === text)
  if (found === undefined) throw new Refusal(422, `${name}: one of ${words.join(', ')}`)
  return found
}

export function wholeOf(value: unknown, name: string, low: number, high: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) throw new Refusal(422, `${name}: a whole number from ${low} to ${high}`)
  return value
}

export function listOf(value: unknown, name: string): readonly Body[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'object' || item === null)) throw new Refusal(422, `${name}: expected a list of objects`)
  return value as Body[]
}

export function timeFrom(value: unknown, name: string): number | null {
  if (value === undefined || value === null) return null
  const ms = typeof value === 'number' ? value : Date.parse(plain(value))
  if (!Number.isFinite(ms)) throw new Refusal(422, `${name}: expected a time`)
  return Math.floor(ms / 1000) * 1000
}

/** How a caller may write an id or a name; anything else is shown as what it is. */
export function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** A location by name, gid or number. */
export function locationFrom(shop: Shop, value: unknown): Location | null {
  if (value === undefined || value === null) return null
  const text = plain(value)
  const found = [...shop.locations.values()].find(({ id, name }) => name === text || id === (numberOf(text, 'Location') ?? Number(text)))
  if (!found) throw new Refusal(422, `${shop.domain} has no location ${text}`)
  return found
}

/** An order by gid or number, in whichever shop it is. */
export function orderFrom(world: World, id: string): { readonly shop: Shop; readonly order: Order } {
  const number = numberOf(id, 'Order') ?? Number(id)
  for (const shop of world.shops.values()) {
    const order = shop.orders.get(number)
    if (order) return { shop, order }
  }
  throw new Refusal(404, `there is no order ${id}`)
}

/** The first item of that SKU (null: the first without one), or of that variant or item. */
export function itemFrom(shop: Shop, body: Body): Item {
  const { sku, variant, item } = body
  const found = variant !== undefined ? shop.byVariant.get(numberOf(plain(variant), 'ProductVariant') ?? Number(variant))
    : item !== undefined ? shop.items.get(numberOf(plain(item), 'InventoryItem') ?? Number(item))
      : shop.bySku.get(textOf(sku, 'sku') ?? '')?.[0]
  if (!found) throw new Refusal(422, `${shop.domain} sells no ${variant === undefined && item === undefined && sku === null ? 'variant without SKU' : plain(variant ?? item ?? sku)}`)
  return found
}

/** `{ sku, quantity, location?, method?, presentedName? }`, `{ variant, quantity }`, or `{ title, sku?, custom: true, quantity }` for what is no product. */
export function linesFrom(shop: Shop, value: unknown, least: number): LineWish[] {
  return listOf(value, 'lines').map((line) => {
    const quantity = wholeOf(line['quantity'], 'quantity', least, 100_000)
    const location = locationFrom(shop, line['location'])
    if (line['custom'] === true) {
      // A tip or an adjustment is a custom line that nothing is shipped for.
      return { item: null, sku: textOf(line['sku'], 'sku'), title: textOf(line['title'], 'title') ?? 'Custom item', quantity, price: 1000, location, requiresShipping: line['requiresShipping'] !== false }
    }
    const method = line['method'] === undefined ? null : wordOf(line['method'], 'method', METHODS, 'SHIPPING')
    const item = itemFrom(shop, line)
    return { item, sku: item.sku, title: item.title, quantity, price: item.price, location, method, ...('presentedName' in line && { presentedName: textOf(line['presentedName'], 'presentedName') }) }
  })
}

/** DeliveryMethodType */
export const METHODS = ['SHIPPING', 'PICK_UP', 'LOCAL', 'PICKUP_POINT', 'RETAIL', 'NONE'] as const

const ADDRESS_FIELDS: readonly (keyof Address)[] = [
  'firstName', 'lastName', 'company', 'address1', 'address2', 'city', 'province', 'provinceCode', 'zip', 'country', 'countryCode', 'phone',
]

/** An address laid over another: what is given replaces, null empties, what is not given stays. null alone: no address. */
export function addressFrom(value: unknown, under: Address): Address | null {
  if (value === null) return null
  if (value === undefined) return under
  if (typeof value !== 'object') throw new Refusal(422, 'address: expected an object or null')
  const given = Object.entries(value).map(([name, field]) => {
    if (!(ADDRESS_FIELDS as readonly string[]).includes(name)) throw new Refusal(422, `address: there is no ${name}; there are ${ADDRESS_FIELDS.join(', ')}`)
    return [name, textOf(field, `address.${name}`)]
  })
  const address: Address = { ...under, ...Object.fromEntries(given) }
  const countries = SCHEMA.getType('CountryCode')
  if (address.countryCode !== null && isEnumType(countries) && !countries.getValue(address.countryCode)) throw new Refusal(422, `address: there is no country ${address.countryCode}`)
  return address
}
