import type { Store, Written } from '../../core/ports/store.ts'
import type { MemoryDatabase } from '../support/memory-store.ts'
import type { Fault } from './judge/fault.ts'
import { type Entry, journalJudge } from './judge/journal.ts'

/** What the database shows at every moment, without asking the hub. */
export interface Watch {
  readonly faults: readonly Fault[]
  /** The store, with every entry that it takes into the journal seen. */
  over(store: Store): Store
  /** The floor takes units of an order: it must hold them. */
  picked(orderId: string, units: Readonly<Record<string, number>>): void
  /** A vendor write leaves: a call in the database must say that it may. */
  leaves(kind: 'tellShipment' | 'setLevels'): void
  /** Whether a delivery with such an id is in the database. */
  hasDelivery(part: string): boolean
}

export function watchOf(database: MemoryDatabase): Watch {
  const journal = journalJudge()
  const faults: Fault[] = []
  const took = async (written: Promise<unknown>, record: unknown): Promise<unknown> => {
    const answer = (await written) as Written
    if (answer.is === 'done') faults.push(...journal.took(record as Entry))
    return answer
  }
  return {
    faults,
    over: (store) => {
      const real = store as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
      const pass = Object.fromEntries(Object.keys(real).map((name) => [name, (...args: unknown[]) => real[name]!(...args)]))
      const seen = (name: string) => (...args: unknown[]): Promise<unknown> => (args[0] === 'journal' ? took(real[name]!(...args), args[1]) : real[name]!(...args))
      return { ...pass, insert: seen('insert'), replace: seen('replace') } as unknown as Store
    },
    picked: (orderId, units) => {
      const held: Record<string, number> = {}
      for (const { sku, quantity } of journal.holds(orderId)) held[sku] = (held[sku] ?? 0) + quantity
      for (const [sku, count] of Object.entries(units)) {
        if ((held[sku] ?? 0) < count) faults.push({ name: 'picked_without_hold', text: `${orderId}: ${count} of ${sku} picked, ${held[sku] ?? 0} held` })
      }
    },
    leaves: (kind) => {
      const calls = [...(database.get('calls')?.byKey.values() ?? [])].map(({ text }) => JSON.parse(text) as { capability: string; finishedAt: number | null; state: string })
      if (!calls.some(({ capability, finishedAt, state }) => capability === kind && finishedAt === null && state !== 'queued')) {
        faults.push({ name: 'sent_before_started', text: `${kind} leaves, and no call of that kind in the database has begun` })
      }
    },
    hasDelivery: (part) => [...(database.get('deliveries')?.byKey.values() ?? [])].some(({ id }) => id.includes(part)),
  }
}
