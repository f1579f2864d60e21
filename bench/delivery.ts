import { createHmac, randomBytes } from 'node:crypto'

/** What the measured store is called, and what its webhooks are signed with: made up, and of no use anywhere else. */
export const SHOP = { shop: 'bench.myshopify.com', accessToken: 'shpat_bench', clientSecret: 'bench secret of no shop' } as const
/** The size of a vendor's order with 4 lines, as PERFORMANCE measured with. */
export const BODY_BYTES = 5_915
const STAMP_DIGITS = 12

/** A webhook as it is posted, but for its event: an id of its own, and the time when it is sent. */
export interface SignedDelivery {
  readonly body: Buffer
  readonly signature: string
  readonly headers: Readonly<Record<string, string>>
}

/** Headers of the event itself, always of one length. */
export const eventOf = (id: string): Readonly<Record<'x-shopify-event-id' | 'x-shopify-triggered-at', string>> => ({ 'x-shopify-event-id': id, 'x-shopify-triggered-at': new Date().toISOString() })

/** Ids of one run: each is given once, in whatever arm. */
export function eventIds(): { readonly next: () => string; readonly given: () => number } {
  const run = randomBytes(6).toString('hex')
  let given = 0
  return { next: () => `${run}-${String(given++).padStart(STAMP_DIGITS, '0')}`, given: () => given }
}

/** An order in the vendor's shape, padded to the byte, signed over its bytes. */
export function signedDelivery(): SignedDelivery {
  const short = JSON.stringify(order(''))
  const body = Buffer.from(JSON.stringify(order('x'.repeat(BODY_BYTES - Buffer.byteLength(short)))))
  const signature = createHmac('sha256', SHOP.clientSecret).update(body).digest('base64')
  return {
    body, signature,
    headers: {
      'content-type': 'application/json', 'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': SHOP.shop, 'x-shopify-api-version': '2026-10',
      'x-shopify-hmac-sha256': signature,
    },
  }
}

const price = (amount: string) => ({ shop_money: { amount, currency_code: 'USD' }, presentment_money: { amount, currency_code: 'USD' } })
const ADDRESS = { first_name: 'Ada', last_name: 'Sample', address1: '1 Sample Street', address2: null, city: 'Ottawa', zip: 'K1A 0B1', province: 'Ontario', country: 'Canada', country_code: 'CA', province_code: 'ON', phone: '+1 613 555 0100', latitude: 45.41634, longitude: -75.68680 }

function order(note: string): Record<string, unknown> {
  return {
    id: 6_100_000_004_711, admin_graphql_api_id: 'gid://shopify/Order/6100000004711', name: '#1001', number: 1, order_number: 1_001, note, email: 'ada@example.com',
    created_at: '2026-11-21T09:00:00-05:00', updated_at: '2026-11-21T09:00:00-05:00', processed_at: '2026-11-21T09:00:00-05:00', cancelled_at: null, closed_at: null,
    currency: 'USD', financial_status: 'paid', fulfillment_status: null, tags: 'bench', test: false, total_weight: 1_200, taxes_included: false,
    total_price_set: price('125.00'), subtotal_price_set: price('110.00'), total_tax_set: price('15.00'), total_discounts_set: price('0.00'),
    shipping_address: ADDRESS, billing_address: ADDRESS, shipping_lines: [{ id: 6_100_000_009_001, title: 'Standard', code: 'standard', price_set: price('5.00') }],
    line_items: [1, 2, 3, 4].map(line => ({
      id: 6_100_000_005_000 + line, admin_graphql_api_id: `gid://shopify/LineItem/610000000500${line}`, variant_id: 6_100_000_006_000 + line, product_id: 6_100_000_007_000 + line,
      title: `Sample article ${line}`, name: `Sample article ${line} - blue`, sku: `SKU-${line}`, vendor: 'Sample', quantity: line, current_quantity: line, fulfillable_quantity: line, grams: 300,
      requires_shipping: true, taxable: true, gift_card: false, fulfillment_service: 'manual', price_set: price('25.00'), total_discount_set: price('0.00'), properties: [], tax_lines: [],
    })),
  }
}
