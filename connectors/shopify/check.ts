import type { ConnectionRole } from '../../core/model/setup.ts'
import { type Check, type Host, VendorError } from '../../core/ports/connector.ts'
import { API_VERSION } from './api-version.ts'
import { clientOf } from './client.ts'
import { PROBE } from './documents.ts'
import type { View } from './settings.ts'

/** `besides`: what does not replace it, and what that would unlock. */
interface Need { role: ConnectionRole | 'any'; oneOf: readonly string[]; unlocks: string; besides?: string; optional?: true; when?: (settings: View['settings']) => boolean }

/** Work at a location that a fulfillment service runs needs other scopes, and is never ours to ship: they add to the first, and stand in for nothing. */
const besides = (may: 'read' | 'write', does: string): string => `${may}_assigned_fulfillment_orders and ${may}_third_party_fulfillment_orders do not replace it: they would only ${does} locations that a fulfillment service runs, this app’s own or another’s.`

/** Scopes of the published schema (`requiredAccess`). The first of `oneOf` is the one to ask for. */
const NEEDS: readonly Need[] = [
  { role: 'orders', oneOf: ['read_orders'], unlocks: 'reading orders' },
  { role: 'orders', oneOf: ['read_merchant_managed_fulfillment_orders'], unlocks: 'seeing what is still to be shipped from the merchant’s own locations; without it orders look empty, not forbidden', besides: besides('read', 'show work at') },
  { role: 'orders', oneOf: ['read_all_orders'], unlocks: 'orders older than 60 days', optional: true },
  { role: 'tracking', oneOf: ['write_merchant_managed_fulfillment_orders'], unlocks: 'putting tracking numbers on orders of the merchant’s own locations', besides: besides('write', 'fulfill work at') },
  { role: 'tracking', oneOf: ['write_fulfillments'], unlocks: 'telling carriers’ scans', when: ({ tellScans }) => tellScans === true },
  { role: 'inventory', oneOf: ['read_inventory'], unlocks: 'reading stock levels' },
  { role: 'inventory', oneOf: ['write_inventory'], unlocks: 'setting stock levels, and stocking an item at a location where it is not yet' },
  { role: 'inventory', oneOf: ['read_products'], unlocks: 'matching products by SKU' },
  { role: 'any', oneOf: ['read_locations', 'read_inventory'], unlocks: 'listing the locations to map' },
]

const REFUSED: Readonly<Record<string, { title: string; fix: string }>> = {
  token_refused: { title: 'Shopify does not accept this access token', fix: 'Look whether the app is still installed. A token that was lost cannot be had again: give the client ID and secret of an app of the Dev Dashboard.' },
  app_not_installed: { title: 'The app is not installed on this shop', fix: 'Install it from the Dev Dashboard (Apps › your app › Install app), and compare the shop domain: these may be another shop’s credentials.' },
  shop_not_permitted: { title: 'The app belongs to another organisation than the shop', fix: 'Make the app in the Dev Dashboard of the organisation that owns the shop.' },
  application_cannot_be_found: { title: 'Shopify knows no app with this client ID', fix: 'Copy the client ID again: Dev Dashboard › Apps › your app › Settings.' },
  invalid_client: { title: 'Shopify does not accept this client secret', fix: 'Copy client ID and secret again from the same app: Dev Dashboard › Apps › your app › Settings.' },
  grant_refused: { title: 'Shopify gives no token for these credentials', fix: 'Look at the app in the Dev Dashboard: is it installed on this shop, and are client ID and secret those of one app?' },
  shop_or_version_unknown: { title: 'There is no such shop, or it does not know this API version', fix: 'Compare the shop domain with Settings › Domains in the Shopify admin.' },
  shop_locked: { title: 'The shop is locked', fix: 'The merchant opens it again in the Shopify admin.' },
  shop_frozen: { title: 'The shop is frozen for unpaid bills', fix: 'The merchant settles the bill in the Shopify admin.' },
}

/** The vendor's half of the doctor: reads only, and answers instead of throwing. */
export async function check(at: View, host: Host): Promise<Check[]> {
  try {
    const { data, version } = await clientOf(at, host).read(PROBE, {}, new AbortController().signal)
    const scopes = new Set(data.currentAppInstallation.accessScopes.map((scope) => scope.handle))
    return [
      { code: 'credentials', is: 'ok', title: `Signed in to ${data.shop.name}` },
      ...shopChecks(at, data.shop.myshopifyDomain),
      ...scopeChecks(at, scopes),
      ...versionChecks(version),
    ]
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    const known = REFUSED[error.code]
    if (known) return [{ code: 'credentials', is: 'fault', ...known, detail: error.message }]
    return [{ code: 'reachable', is: 'fault', title: 'Shopify could not be asked', detail: error.message, fix: 'Try again in some minutes; see status.shopify.com.' }]
  }
}

function shopChecks(at: View, domain: string): Check[] {
  if (domain === at.settings.shop) return []
  return [{ code: 'other_store', is: 'fault', title: 'These credentials belong to another shop', detail: `${domain} answered, ${at.settings.shop} was asked.`, fix: `Set the shop domain to ${domain}, or give the credentials of an app on ${at.settings.shop}.` }]
}

/** `write_x` includes `read_x`. */
function scopeChecks({ roles, settings }: View, scopes: ReadonlySet<string>): Check[] {
  const has = (scope: string): boolean => scopes.has(scope) || scopes.has(scope.replace(/^read_/, 'write_'))
  const needed = NEEDS.filter((need) => (need.role === 'any' || roles.includes(need.role)) && (need.when?.(settings) ?? true))
  const missing = needed.filter((need) => !need.oneOf.some(has))
  const ok: Check[] = missing.some((need) => !need.optional) ? [] : [{ code: 'scopes', is: 'ok', title: 'All scopes that the roles need are granted' }]
  return [...ok, ...missing.map((need): Check => ({
    code: `missing_scope:${need.oneOf[0]}`,
    is: need.optional ? 'warning' : 'fault',
    title: `The scope ${need.oneOf[0]} is missing`,
    detail: `It unlocks ${need.unlocks}.${need.oneOf.length > 1 ? ` Also enough: ${need.oneOf.slice(1).join(', ')}.` : ''}${need.besides ? ` ${need.besides}` : ''}`,
    fix: 'Add it to the access scopes of the app (Dev Dashboard: a new version of it), release, and accept it in the shop.',
  }))]
}

/** An unsupported version is answered by the oldest supported one, without an error; only this header tells. */
function versionChecks(version: string | null): Check[] {
  if (version === null || version === API_VERSION) return []
  return [{ code: 'api_version', is: 'fault', title: `Shopify answered with API version ${version}`, detail: `This release speaks ${API_VERSION}.`, fix: 'Update Crossdock.' }]
}
