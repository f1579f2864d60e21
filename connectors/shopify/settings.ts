import { z } from 'zod'
import { type ConnectionView, VendorError } from '../../core/ports/connector.ts'

/** The library builds its host by concatenation: "evil.example/" would get the token. Nothing else than this passes. */
export const SHOP = /^[a-z0-9][a-z0-9-]{0,59}\.myshopify\.com$/

/** A form sends what was left empty as an empty text. */
const filled = z.string().trim().max(500).transform((text) => (text === '' ? undefined : text)).optional()

const Fields = z.object({
  clientId: filled.meta({ title: 'Client ID', description: 'Dev Dashboard › Apps › your app › Settings. Leave it empty where you have an access token that begins with shpat_', secret: false }),
  clientSecret: z.string('The client secret is missing: it stands beside the client ID, and is called API secret key in an older app').trim()
    .min(1, 'The client secret is missing: it stands beside the client ID, and is called API secret key in an older app').max(500)
    .meta({ title: 'Client secret', description: 'Same page; in an older app “API secret key”. Shopify signs its webhooks with it, so it is needed in any case', secret: true }),
  accessToken: filled.meta({ title: 'Admin API access token', description: 'Only for an app that was made in the shop’s admin before 2026: Settings › Apps › your app › API credentials; begins with shpat_', secret: true }),
})

/** One of two ways in, each with the client secret: a client ID, which gives tokens of a day, or a token that was given once and for all. */
export const Credentials = Fields.superRefine(({ clientId, clientSecret, accessToken }, context) => {
  const fault = (field: keyof typeof Fields.shape, message: string): void => context.addIssue({ code: 'custom', path: [field], message })
  if (clientId === undefined && accessToken === undefined) fault('clientId', 'The client ID is missing. Give it (Dev Dashboard › Apps › your app › Settings), or in its place the access token of an app that was made in the shop’s admin')
  if (clientId !== undefined && accessToken !== undefined) fault('accessToken', 'Give the client ID or an access token, not both: leave one of them empty')
  if (accessToken?.startsWith('shpss_')) fault('accessToken', 'This is a client secret (it begins with shpss_): it belongs into that field')
  if (clientSecret.startsWith('shpat_')) fault('clientSecret', 'This is an access token (it begins with shpat_): it belongs into that field')
})
export type Credentials = z.infer<typeof Credentials>

export const Settings = z.object({
  shop: z.string().trim().toLowerCase().regex(SHOP, 'The shop’s own domain, as in my-store.myshopify.com').meta({ title: 'Shop domain', description: 'my-store.myshopify.com, not the storefront’s address' }),
  notifyCustomer: z.boolean().default(true).meta({ title: 'Shopify mails the tracking number to the customer' }),
  tellScans: z.boolean().optional().meta({ title: 'Tell Shopify the scans of carriers that it does not follow itself', description: 'Off if not set; needs the scope write_fulfillments' }),
  importTestOrders: z.boolean().optional().meta({ title: 'Import test orders', description: 'Off unless switched on: nobody paid for them, and they would be shipped' }),
  holdRisk: z.enum(['cancel', 'investigate', 'never']).optional().meta({ title: 'Hold orders that Shopify rates as fraud', description: 'cancel (unless set otherwise): where it recommends to cancel; investigate: also where it recommends to look; never' }),
  activateItems: z.boolean().optional().meta({ title: 'Stock items at mapped locations where Shopify does not yet, once there is something to sell' }),
  correctDrift: z.boolean().optional().meta({ title: 'Set numbers back that somebody changed at Shopify; off: they are shown and wait for a person' }),
})
export type Settings = z.infer<typeof Settings>

export type View = ConnectionView<Credentials, Settings>

/** Where a path of the shop's API is, or of the operator's other base URL (an emulator). A shop that is none is called nowhere. */
export function addressOf(at: View, path: string): string {
  if (!SHOP.test(at.settings.shop)) throw new VendorError('rejected', 'no', 'not a shop domain', { code: 'bad_shop' })
  return new URL(path, at.baseUrl ?? `https://${at.settings.shop}`).href
}

/** Where calls go: the shop, or the operator's other base URL (an emulator). */
export function hostsOf(at: View): readonly string[] {
  return [at.baseUrl === null ? at.settings.shop : new URL(at.baseUrl).host]
}
