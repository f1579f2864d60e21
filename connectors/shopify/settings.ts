import { z } from 'zod'
import type { ConnectionView } from '../../core/ports/connector.ts'

/** The library builds its host by concatenation: "evil.example/" would get the token. Nothing else than this passes. */
export const SHOP = /^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/

export const Credentials = z.object({
  accessToken: z.string().trim().min(1).max(500).meta({ title: 'Admin API access token', description: 'Settings › Apps › your app › API credentials; begins with shpat_', secret: true }),
  clientSecret: z.string().trim().min(1).max(500).meta({ title: 'API secret key', description: 'Same page. Shopify signs its webhooks with it, not with the token', secret: true }),
})
export type Credentials = z.infer<typeof Credentials>

export const Settings = z.object({
  shop: z.string().trim().toLowerCase().regex(SHOP, 'The shop’s own domain, as in my-store.myshopify.com').meta({ title: 'Shop domain', description: 'my-store.myshopify.com, not the storefront’s address' }),
  notifyCustomer: z.boolean().default(true).meta({ title: 'Shopify mails the tracking number to the customer' }),
  activateItems: z.boolean().optional().meta({ title: 'Stock items at mapped locations where Shopify does not yet, once there is something to sell' }),
  correctDrift: z.boolean().optional().meta({ title: 'Set numbers back that somebody changed at Shopify; off: they are shown and wait for a person' }),
})
export type Settings = z.infer<typeof Settings>

export type View = ConnectionView<Credentials, Settings>

/** Where calls go: the shop, or the operator's other base URL (an emulator). */
export function hostsOf(at: View): readonly string[] {
  return [at.baseUrl === null ? at.settings.shop : new URL(at.baseUrl).host]
}
