import { expect, it } from 'vitest'
import type { ConnectionRole } from '../../core/model/setup.ts'
import { scripted } from '../../test/contracts/connector/scripted.ts'
import { check } from './check.ts'
import answers from './fixtures/answers.json' with { type: 'json' }
import type { View } from './settings.ts'

const viewOf = (roles: ConnectionRole[], shop = 'vale-daughters.myshopify.com'): View => ({ id: 'c', credentials: { accessToken: 't', clientSecret: 's' }, settings: { shop, notifyCustomer: true }, roles, startAt: 0, baseUrl: null })
const probe = (scopes: string[], headers: Record<string, string> = {}) => ({
  status: 200, headers,
  body: { data: { ...answers.probe.data, currentAppInstallation: { accessScopes: scopes.map((handle) => ({ handle })) } } },
})
const ALL = ['read_orders', 'read_all_orders', 'read_products', 'write_inventory', 'read_locations', 'write_merchant_managed_fulfillment_orders', 'write_fulfillments']
const codes = async (roles: ConnectionRole[], answer: unknown, shop?: string): Promise<string[]> =>
  (await check(viewOf(roles, shop), scripted([answer]).host)).filter(({ is }) => is !== 'ok').map(({ code, is }) => `${is} ${code}`)

it('finds nothing wrong where nothing is: a write scope covers reading', async () => {
  expect(await codes(['orders', 'tracking', 'inventory'], probe(ALL))).toEqual([])
})

it.each<[string, ConnectionRole[], string[]]>([
  ['read_orders', ['orders'], ['fault missing_scope:read_orders']],
  ['read_all_orders', ['orders'], ['warning missing_scope:read_all_orders']],
  ['write_inventory', ['inventory'], ['fault missing_scope:read_inventory', 'fault missing_scope:write_inventory']],
  ['read_products', ['inventory'], ['fault missing_scope:read_products']],
  ['write_merchant_managed_fulfillment_orders', ['orders', 'tracking'], ['fault missing_scope:read_merchant_managed_fulfillment_orders', 'fault missing_scope:write_merchant_managed_fulfillment_orders']],
  ['read_locations', ['orders'], []],
  ['read_orders', ['tracking'], []],
  ['write_fulfillments', ['tracking'], []],
])('without %s and with the roles %j', async (scope, roles, expected) => {
  expect(await codes(roles, probe(ALL.filter((each) => each !== scope)))).toEqual(expected)
})

it.each(['assigned', 'third_party'])('a scope for %s work is no substitute: what fulfillment services ship is never ours', async (kind) => {
  const scopes = [...ALL.filter((scope) => !scope.includes('merchant_managed')), `write_${kind}_fulfillment_orders`]
  expect(await codes(['orders', 'tracking'], probe(scopes))).toEqual(['fault missing_scope:read_merchant_managed_fulfillment_orders', 'fault missing_scope:write_merchant_managed_fulfillment_orders'])
  const checks = await check(viewOf(['orders', 'tracking']), scripted([probe(scopes)]).host)
  for (const [may, does] of [['read', 'show'], ['write', 'fulfill']]) {
    expect(checks.find(({ code }) => code.endsWith(`:${may}_merchant_managed_fulfillment_orders`))?.detail).toMatch(new RegExp(`${may}_assigned_fulfillment_orders and ${may}_third_party_fulfillment_orders do not replace it: they would only ${does} .*fulfillment service`))
  }
})

it('says what a missing scope unlocks and how to mend it', async () => {
  const [missing] = (await check(viewOf(['tracking']), scripted([probe(['read_locations'])]).host)).filter(({ is }) => is === 'fault')
  expect(missing).toMatchObject({ title: expect.stringContaining('write_merchant_managed_fulfillment_orders'), detail: expect.stringContaining('tracking numbers'), fix: expect.stringMatching(/./) })
})

it('notices another shop, and another version than it speaks', async () => {
  expect(await codes(['orders'], probe(ALL), 'other.myshopify.com')).toEqual(['fault other_store'])
  expect(await codes(['orders'], probe(ALL, { 'x-shopify-api-version': '2027-01' }))).toEqual(['fault api_version'])
  expect(await codes(['orders'], probe(ALL, { 'x-shopify-api-version': '2026-10' }))).toEqual([])
})

it.each([[401, 'fault credentials'], [404, 'fault credentials'], [423, 'fault credentials'], [402, 'fault credentials'], [500, 'fault reachable'], [302, 'fault reachable']])('answers HTTP %i instead of throwing', async (status, expected) => {
  expect(await codes(['orders'], { status, body: { errors: 'no' } })).toEqual([expected])
})

it('asks for the scope of events only where a person switched them on', async () => {
  const checked = await check({ ...viewOf(['tracking']), settings: { shop: 'vale-daughters.myshopify.com', notifyCustomer: true, tellScans: true } }, scripted([probe(ALL.filter((each) => each !== 'write_fulfillments'))]).host)
  expect(checked.filter(({ is }) => is !== 'ok').map(({ code }) => code)).toEqual(['missing_scope:write_fulfillments'])
})
