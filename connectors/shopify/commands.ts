import type { Inbound } from '../../core/ports/connector.ts'
import { digitsOf, gidOf, inside } from './ids.ts'

type Body = Record<string, unknown>
type Command = Pick<Extract<Inbound, { is: 'command' }>, 'do' | 'subject'>

/**
 * Header value → the command that such a body is, or null where it is another's. The topic is not signed and the body is, so each is known
 * by what stands in it: a body of one topic under the name of another is nothing. Shapes: privacy-law-compliance, delivery-structure.
 */
export const COMMANDS: Readonly<Record<string, (body: Body, shop: string) => Command | null>> = {
  'app/uninstalled': (body, shop) => (body['myshopify_domain'] === shop ? { do: 'uninstalled', subject: { orders: [] } } : null),
  'customers/data_request': (body, shop) => {
    if (!isOfCustomer(body, shop) || 'orders_to_redact' in body || !('orders_requested' in body || 'data_request' in body)) return null
    const request = digitsOf(inside(body, 'data_request')['id'])
    return { do: 'export', subject: { orders: ordersOf(body['orders_requested']), ...emailOf(body), ...(request !== null && { request }) } }
  },
  'customers/redact': (body, shop) => {
    if (!isOfCustomer(body, shop) || 'orders_requested' in body || 'data_request' in body) return null
    return { do: 'erase', subject: { orders: ordersOf(body['orders_to_redact']), ...emailOf(body) } }
  },
  'shop/redact': (body, shop) => {
    const isBare = Object.keys(body).every((key) => key === 'shop_id' || key === 'shop_domain')
    return isBare && body['shop_domain'] === shop ? { do: 'erase', subject: { orders: [], store: true } } : null
  },
}

const isOfCustomer = (body: Body, shop: string): boolean => body['shop_domain'] === shop && typeof body['customer'] === 'object' && body['customer'] !== null

function ordersOf(value: unknown): string[] {
  return Array.isArray(value) ? [...new Set(value.map((id) => gidOf(id, 'Order')).filter((ref) => ref !== null))] : []
}

function emailOf(body: Body): { email?: string } {
  const { email } = inside(body, 'customer')
  return typeof email === 'string' && email.trim() !== '' ? { email } : {}
}
