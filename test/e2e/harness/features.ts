import { Refusal } from '../../../connectors/kit/emulator/refusal.ts'
import type { EmulatorRandom } from '../../../connectors/kit/emulator/random.ts'
import type { Stage } from './stage.ts'
import { SECOND } from './time.ts'

export interface Told { readonly id: string; readonly lines: readonly { readonly sku: string; readonly quantity: number }[] }
/**
 * `buy`: of the order; `second`: of the second line, how it was sold; `with`: lines besides. `later` is done some time after the order was placed.
 * `last`: after all others: an order that ended at the store is over here, whatever is added to it then (S1.15a). `settles`: what is to be shipped is known only afterwards, and the floor waits for it. `nobody`: we ship nothing of it. Of a `group` an order has one.
 */
export interface Feature { buy?: object; second?: object; with?: readonly object[]; later?: (told: Told, at: Stage) => void; last?: true; settles?: true; nobody?: true; numbers?: number; group?: 'money' | 'delivery' | 'tags' | 'risk' | 'second' | 'end' }

export const HAND = 'HAND-1'
/** As long as anything that a feature does later takes to be over. */
export const OVER = 45 * SECOND

type Command = Parameters<Stage['shopify']['order']>[1]
/** What the store's admin would not let a person do is not done. */
function tell(at: Stage, { id }: Told, command: Command, body: object = {}): void {
  try {
    at.shopify.order(id, command, body as never)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
const then = (at: Stage, told: Told, seconds: number, command: Command, body: object = {}): void => { at.clock.after(seconds * SECOND, () => { tell(at, told, command, body) }) }
const first = ({ lines }: Told): string => lines[0]?.sku ?? ''
const second = ({ lines }: Told): string => lines[1]?.sku ?? ''

/** Every feature of a Shopify order that the hub has to live with. */
export const FEATURES: Readonly<Record<string, Feature>> = {
  straight: {},
  held: { later: (told, at) => { tell(at, told, 'hold', { reason: 'OTHER' }); then(at, told, 40, 'release') } },
  scheduled: { later: (told, at) => { tell(at, told, 'schedule', { at: new Date(at.clock.now() + 100 * SECOND).toISOString() }) } },
  split: { later: (told, at) => { tell(at, told, 'split', { lines: [{ sku: first(told), quantity: 1 }] }) } },
  merged: { later: (told, at) => { tell(at, told, 'split', { lines: [{ sku: first(told), quantity: 1 }] }); tell(at, told, 'merge') } },
  moved: { later: (told, at) => { tell(at, told, 'move', { to: 'West' }) } },
  'moved away and back': { settles: true, later: (told, at) => { tell(at, told, 'move', { from: 'East', to: 'Other 3PL' }); then(at, told, 20, 'move', { from: 'Other 3PL', to: 'East' }) } },
  edited: { settles: true, later: (told, at) => { tell(at, told, 'edit', { lines: [{ sku: first(told), quantity: 4 }] }) } },
  'a line added': { settles: true, later: (told, at) => { tell(at, told, 'edit', { lines: [{ sku: 'MAT', quantity: 2, location: 'West' }] }) } },
  'a line removed': { settles: true, later: (told, at) => { tell(at, told, 'edit', { lines: [{ sku: second(told), quantity: 0 }] }) } },
  'removed and added again': { settles: true, later: (told, at) => { tell(at, told, 'edit', { lines: [{ sku: first(told), quantity: 0 }] }); then(at, told, 20, 'edit', { lines: [{ sku: first(told), quantity: 2 }] }) } },
  refunded: { settles: true, later: (told, at) => { tell(at, told, 'refund', { lines: [{ sku: first(told), quantity: 1 }], restock: true }) } },
  'refunded, not restocked': { settles: true, later: (told, at) => { tell(at, told, 'refund', { lines: [{ sku: first(told), quantity: 1 }], restock: false }) } },
  cancelled: { settles: true, later: (told, at) => { tell(at, told, 'cancel') } },
  'shipped by hand': { group: 'end', last: true, settles: true, later: (told, at) => { tell(at, told, 'fulfill', { tracking: { company: 'Other', number: HAND } }) } },
  'partly shipped by hand': { group: 'end', settles: true, later: (told, at) => { tell(at, told, 'fulfill', { lines: [{ sku: first(told), quantity: 1 }], tracking: { company: 'Other', number: HAND } }) } },
  'address changed': { later: (told, at) => { tell(at, told, 'edit', { address: { address1: '9 New Road' } }) } },
  pickup: { group: 'delivery', buy: { method: 'PICK_UP' } },
  'local delivery': { group: 'delivery', buy: { method: 'LOCAL' } },
  'a line that is fetched': { group: 'delivery', with: [{ sku: 'MAT', quantity: 1, method: 'PICK_UP' }], settles: true },
  'test order': { buy: { test: true }, nobody: true },
  'not paid': { group: 'money', buy: { financial: 'PENDING' }, nobody: true },
  'paid later': { group: 'money', buy: { financial: 'PENDING' }, settles: true, later: (told, at) => { tell(at, told, 'pay') } },
  risky: { group: 'risk', buy: { risk: 'CANCEL' } },
  'to be looked at': { group: 'risk', buy: { risk: 'INVESTIGATE' } },
  'risky only later': { group: 'risk', later: (told, at) => { tell(at, told, 'risk', { risk: 'CANCEL' }) } },
  'two locations': { group: 'second', second: { location: 'West' } },
  'another app’s part': { group: 'second', settles: true, second: { location: 'Other 3PL' } },
  'two parcels': { numbers: 2 },
  'a tip beside': { with: [{ custom: true, title: 'Tip', quantity: 1, requiresShipping: false }] },
  'a gift card beside': { with: [{ sku: 'GIFT', quantity: 1 }] },
  'left out by a rule': { group: 'tags', buy: { tags: ['not-ours'] }, nobody: true },
  'held by a rule': { group: 'tags', buy: { tags: ['look'] } },
}

/** One after the other comes each feature, and with it up to three more that go with it. */
export function drawn(n: number, random: EmulatorRandom): { names: string[]; features: Feature[] } {
  const all = Object.keys(FEATURES)
  const names = [all[n % all.length] ?? 'straight']
  for (let more = random.integer(0, 3); more > 0; more -= 1) {
    const name = all[random.integer(0, all.length - 1)] ?? 'straight'
    const { group } = FEATURES[name] ?? {}
    // An order that nobody ships shows little else: it is drawn in its turn only.
    const fits = !names.includes(name) && !FEATURES[name]?.nobody && (group === undefined || !names.some((one) => FEATURES[one]?.group === group))
    if (fits) names.push(name)
  }
  const features = names.map((name) => FEATURES[name] ?? {})
  return { names, features: [...features.filter(({ last }) => !last), ...features.filter(({ last }) => last)] }
}
