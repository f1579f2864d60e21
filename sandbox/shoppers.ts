import type { EmulatorClock } from '../connectors/kit/emulator/clock.ts'
import type { EmulatorRandom } from '../connectors/kit/emulator/random.ts'
import { ADDRESSES, ITEMS, METHODS } from './catalog.ts'

/** How the demo's orders differ: 80 % straight, 10 % held at first, 5 % edited, 5 % cancelled before they are picked. */
const MIX = [
  { kind: 'straight', share: 0.8 }, { kind: 'unmapped_method', share: 0.05 }, { kind: 'bad_address', share: 0.05 },
  { kind: 'edited', share: 0.05 }, { kind: 'cancelled', share: 0.05 },
] as const
type Kind = (typeof MIX)[number]['kind']
const SOON = 15_000

export interface Placed { id: string; kind: Kind }

/** People who buy at a stand-in shop; some change their mind soon after. `post` speaks to the shop's own sandbox. */
export function shoppersOf(shop: string, post: (path: string, body: unknown) => Promise<unknown>, clock: EmulatorClock, random: EmulatorRandom): { place(): Promise<Placed>; placed(): Readonly<Record<Kind, number>> } {
  const placed: Record<Kind, number> = { straight: 0, unmapped_method: 0, bad_address: 0, edited: 0, cancelled: 0 }
  const kindOf = (): Kind => {
    let rest = random.next()
    for (const { kind, share } of MIX) {
      rest -= share
      if (rest < 0) return kind
    }
    return 'straight'
  }
  const later = (run: () => Promise<unknown>): void => {
    // The order may have been picked or the shop be down meanwhile: then the shopper stays with what was bought.
    clock.after(random.between(0.2, 1) * SOON, () => { run().catch(() => {}) })
  }
  return {
    placed: () => ({ ...placed }),
    async place() {
      const kind = kindOf()
      const lines = linesOf(random)
      const method = kind === 'unmapped_method' ? METHODS[2] : random.pick([METHODS[0], METHODS[0], METHODS[1]])
      const address = random.pick(ADDRESSES)
      const { ids } = await post('orders', {
        shop, lines, shipping: { code: method.title, title: method.title },
        address: kind === 'bad_address' ? { ...address, address1: '', city: '' } : address,
      }) as { ids: string[] }
      const id = ids[0] ?? ''
      placed[kind] += 1
      const path = `orders/${encodeURIComponent(id)}`
      if (kind === 'cancelled') later(() => post(`${path}/cancel`, {}))
      if (kind === 'edited') later(() => post(`${path}/edit`, { lines: lines.map(({ sku, quantity }) => ({ sku, quantity: quantity + 1 })) }))
      return { id, kind }
    },
  }
}

function linesOf(random: EmulatorRandom): { sku: string; quantity: number }[] {
  const count = random.integer(1, 3)
  const lines = new Map<string, number>()
  for (let n = 0; n < count; n += 1) lines.set(random.pick(ITEMS).sku, random.integer(1, 2))
  return [...lines].map(([sku, quantity]) => ({ sku, quantity }))
}
