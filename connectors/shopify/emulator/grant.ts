import { type EmulatorReply, type EmulatorRequest, htmlReply, jsonReply } from '../../kit/emulator/exchange.ts'
import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import { grantToken, TOKEN_SECONDS } from './app.ts'
import type { Shop } from './model.ts'
import type { World } from './world.ts'

/** The client credentials grant (shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant). */
export const GRANT_PATH = '/admin/oauth/access_token'

export type GrantFields = Readonly<Record<string, unknown>>

/** A form as documented, or JSON as Shopify's own library sends it; null where it is neither. */
export function grantFields({ headers, body }: EmulatorRequest): GrantFields | null {
  if (!(headers['content-type'] ?? '').includes('json')) return Object.fromEntries(new URLSearchParams(body ?? ''))
  try {
    const fields: unknown = JSON.parse(body ?? '')
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? (fields as GrantFields) : null
  } catch {
    return null
  }
}

export const shopOfApp = (world: World, fields: GrantFields | null): Shop | null =>
  [...world.shops.values()].find(({ app }) => app.clientId !== null && app.clientId === fields?.['client_id']) ?? null

export interface Granted { readonly outcome: 'ok' | 'denied'; readonly reply: EmulatorReply }

/** A token of a day with the app's scopes, or the refusal. */
export function grant(world: World, shop: Shop | null, fields: GrantFields | null, random: EmulatorRandom, accept: string): Granted {
  const now = world.clock.now()
  const why = refusalOf(shop, fields, now)
  if (why) return { outcome: 'denied', reply: refusal(why, accept) }
  const token = grantToken((shop as Shop).app, now, random)
  return { outcome: 'ok', reply: jsonReply(200, { access_token: token, scope: [...(shop as Shop).scopes].join(','), expires_in: TOKEN_SECONDS }) }
}

type Why = readonly [code: string, text: string]

/** `app_not_installed` and its text: community.shopify.dev/t/33287. The other codes are named in public accounts of this address, their texts are ours. */
function refusalOf(shop: Shop | null, fields: GrantFields | null, now: number): Why | null {
  if (fields?.['grant_type'] !== 'client_credentials') return ['invalid_request', 'The grant type is missing or not supported.']
  if (!shop) return ['application_cannot_be_found', `Could not find Shopify API application with api_key ${typeof fields['client_id'] === 'string' ? fields['client_id'] : ''}`]
  const { secrets, installed } = shop.app
  // "until after you revoke the old secret": our rotation revokes it when it ends to sign.
  if (!secrets.some(({ text, signsUntil }) => text === fields['client_secret'] && now < signsUntil)) return ['invalid_client', 'Client authentication failed.']
  return installed ? null : ['app_not_installed', 'The application is not installed on this shop.']
}

/** 400: a page with the code in its title, or JSON to who asks for it (github.com/BNMetrics/Laravel-ShopifyAPI/issues/9). */
function refusal([code, text]: Why, accept: string): EmulatorReply {
  return accept.includes('json') ? jsonReply(400, { error: code, error_description: text }) : htmlReply(400, `Oauth error ${code}: ${text}`)
}
