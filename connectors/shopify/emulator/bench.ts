import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Faults } from '../../kit/emulator/faults.ts'
import { virtualClock, type VirtualClock } from '../../kit/emulator/virtual-clock.ts'
import { type ShopifyEmulator, shopifyEmulator } from './emulator.ts'
import type { ShopOptions } from './shop.ts'
import type { ShopifyState } from './state.ts'
import { API_VERSION } from './version.ts'

/** A stand-in on a test's bench: in process, on a clock that the test moves, its webhooks kept. */
export interface Bench {
  readonly emulator: ShopifyEmulator
  readonly clock: VirtualClock
  /** What was delivered, in order; `answers` decides what the far side says. */
  readonly hooks: Hook[]
  answers: (hook: Hook) => number | Promise<number>
  /** One GraphQL call. */
  readonly call: (query: string, variables?: Record<string, unknown>, headers?: Record<string, string>) => Promise<Answer>
  /** The ids by name that most tests want. */
  readonly location: (name: string) => string
  readonly item: (sku: string) => string
  readonly level: (sku: string, location: string) => ShopifyState['levels'][number]
  readonly order: (id: string) => ShopifyState['orders'][number]
}

export interface Hook { readonly url: string; readonly headers: Record<string, string>; readonly body: string; readonly at: number }

/** `data` and `errors` are loose on purpose: tests look at what came over the wire. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

export const TOKEN = 'shpat_bench'
export const SECRET = 'bench secret'

/** East has 10 A and 20 B, West 5 A; C is stocked nowhere and D is not tracked. */
export function bench(shop: Partial<ShopOptions> = {}, faults: Partial<Faults> = {}, seed = 1): Bench {
  const clock = virtualClock()
  const hooks: Hook[] = []
  const made: Bench = {
    clock,
    hooks,
    answers: () => 200,
    emulator: shopifyEmulator({
      clock,
      seed,
      shops: [{ shop: 'bench.myshopify.com', accessToken: TOKEN, clientSecret: SECRET, locations: [{ name: 'East' }, { name: 'West' }], ...shop }],
      deliver: async (url, headers, body) => {
        const hook: Hook = { url, headers, body, at: clock.now() }
        hooks.push(hook)
        return { status: await made.answers(hook) }
      },
    }),
    call: async (query, variables = {}, headers = {}) => {
      const { status, headers: answered, body } = await made.emulator.handle({
        method: 'POST',
        url: `/admin/api/${API_VERSION}/graphql.json`,
        headers: { 'content-type': 'application/json', 'X-Shopify-Access-Token': TOKEN, ...headers },
        body: JSON.stringify({ query, variables }),
      })
      return { status, headers: answered, text: body, body: parsed(body) }
    },
    location: (name) => one(made.emulator.state().shops[0]?.locations.find((each) => each.name === name)).id,
    item: (sku) => one(items.find((each) => each.sku === sku)).id,
    level: (sku, location) => one(made.emulator.state().levels.find((each) => each.sku === sku && each.location === location)),
    order: (id) => one(made.emulator.state().orders.find((each) => each.id === id)),
  }
  const { items } = made.emulator.addProducts({
    items: [{ sku: 'A', available: { East: 10, West: 5 } }, { sku: 'B', available: { East: 20 } }, { sku: 'C', available: {} }, { sku: 'D', tracked: false }],
  })
  made.emulator.setFaults(faults)
  return made
}

function one<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the bench has no such thing')
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The user errors of an operation that real shops were seen to give, each text once. */
export function observedTexts(specs: string, operation: string): string[] {
  const { userErrors } = JSON.parse(readFileSync(join(specs, 'shopify/observed-errors-and-costs.json'), 'utf8')) as { userErrors: Record<string, { message: string }[]> }
  return [...new Set((userErrors[operation] ?? []).map(({ message }) => message))]
}
