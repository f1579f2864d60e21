import { expect, it } from 'vitest'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import { shopify } from './index.ts'
import type { View } from './settings.ts'

const at: View = { id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop: 'demo.myshopify.com', notifyCustomer: true }, roles: ['inventory'], startAt: 0, baseUrl: null }
const signal = new AbortController().signal
const variant = (id: number) => ({ id: `gid://shopify/ProductVariant/${id}`, displayName: `Item ${id}`, inventoryItem: { id: `gid://shopify/InventoryItem/${id + 7}`, sku: `S-${id}`, tracked: true, updatedAt: '2026-11-01T00:00:00Z' } })
const page = (id: number, endCursor: string | null = null) => ({ data: { productVariants: { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes: [variant(id)] } } })

const open = (...vendor: unknown[]) => {
  const { host, asked } = scripted(vendor, 86_400_000)
  const { items } = shopify.open(at, host)
  return { items: items ?? expect.fail('no source'), sent: () => asked.map(({ body }) => (JSON.parse(body ?? '') as { variables: { query: string | null; after: string | null } }).variables) }
}

it('a store of more than 25,000 items is read whole: the list is cut before it gets too deep, and begun behind the last', async () => {
  const { items, sent } = open(...Array.from({ length: 81 }, (_, at) => page(at, `p${at}`)), page(81), page(82))
  let [cursor, more]: [string | null, boolean] = [null, true]
  for (; more;) ({ next: cursor, more } = await items.page(cursor, 0, signal))
  expect(sent()).toHaveLength(82)
  expect([sent()[79], sent()[80], sent()[81]]).toEqual([{ first: 250, after: 'p78', query: null }, { first: 250, after: null, query: 'id:>79' }, { first: 250, after: 'p80', query: 'id:>79' }])
  // The next reading looks from where this whole one began, over all of them again.
  await items.page(cursor, 0, signal)
  expect(sent()[82]).toEqual({ first: 250, after: null, query: "updated_at:>='1970-01-01T23:50:00Z'" })
})

it('a change of all of them is cut so too, and loses none of what changed', async () => {
  const { items, sent } = open(...Array.from({ length: 80 }, (_, at) => page(at, `p${at}`)), page(80))
  let cursor: string | null = JSON.stringify({ since: 0, after: null, begun: 5 })
  for (let read = 0; read < 81; read += 1) cursor = (await items.page(cursor, 0, signal)).next
  expect(sent()[80]).toEqual({ first: 250, after: null, query: "updated_at:>='1970-01-01T00:00:00Z' id:>79" })
})
