import type { Context } from './context.ts'
import { gid } from './gid.ts'
import type { PlanName, Shop, Subscription } from './model.ts'
import { API_VERSION } from './version.ts'
import { iso } from './world.ts'

type Fields<T> = Readonly<Record<string, (source: T, args: unknown, context: Context) => unknown>>

const PLANS: Readonly<Record<PlanName, string>> = { standard: 'Basic', advanced: 'Advanced', plus: 'Shopify Plus', enterprise: 'Commerce Components' }

const shop: Fields<Shop> = {
  id: ({ id }) => gid('Shop', id),
  name: ({ domain }) => domain.split('.')[0],
  email: ({ domain }) => `owner@${domain}`,
  myshopifyDomain: ({ domain }) => domain,
  currencyCode: ({ currency }) => currency,
  ianaTimezone: () => 'America/New_York',
  plan: ({ plan }) => ({ publicDisplayName: PLANS[plan], partnerDevelopment: false, shopifyPlus: plan === 'plus' }),
}

const installation: Fields<Shop> = {
  id: ({ id }) => gid('AppInstallation', id),
  app: ({ id }) => ({ id: gid('App', id), title: 'Crossdock' }),
  accessScopes: ({ scopes }) => [...scopes].map((handle) => ({ handle, description: handle.replaceAll('_', ' ') })),
}

const subscription: Fields<Subscription> = {
  id: ({ id }) => gid('WebhookSubscription', id),
  legacyResourceId: ({ id }) => String(id),
  format: () => 'JSON',
  createdAt: ({ createdAt }) => iso(createdAt),
  updatedAt: ({ createdAt }) => iso(createdAt),
  apiVersion: () => ({ displayName: API_VERSION, handle: API_VERSION, supported: true }),
}

export const SHOP_FIELDS = { Shop: shop, AppInstallation: installation, WebhookSubscription: subscription }
