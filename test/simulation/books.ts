import type { Expected } from './judge/orders.ts'
import type { Ledger, Units } from './judge/ledger.ts'

/** How long the floor may not know what the shop did: webhooks are dropped, polls come late, processes are down. */
const STALE = 40 * 60_000

/** One order as the world knows it: what the shop asked for and when, and what the floor did. */
interface Story {
  readonly id: string
  versions: { at: number; units: Units }[]
  shopCancelledAt: number | null
  /** The hub answered that it is cancelled. */
  hubCancelledAt: number | null
  /** Nothing may come of it: it is never paid. */
  isUnpaid: boolean
  isPoisoned: boolean
  pickedAt: number | null
  parcels: { number: string; units: Units }[]
}

/** What the people of the world did: they write it down themselves, and the judge believes nobody else. */
export interface Books {
  placed(id: string, units: Units, isUnpaid: boolean): void
  paid(id: string): void
  edited(id: string, units: Units): void
  cancelledAtShop(id: string): void
  /** A cancel is on its way to the hub: from now on it may be in force. */
  cancelAsked(id: string): void
  cancelAnswered(id: string, isCancelled: boolean): void
  poisoned(id: string): void
  /** The hub let the floor take the units off the shelf. */
  picked(id: string, units: Units): void
  /** The parcel left the building. */
  left(id: string, number: string, units: Units, center: string): void
  /** A tracking number that no parcel had before. */
  nextNumber(id: string): string
  /** The parcel has another number now. */
  renumbered(id: string, from: string, to: string): void
  expected(): Expected[]
  /** Picks that the hub should have refused. */
  wrongPicks(): string[]
}

export function newBooks(now: () => number, ledger: Ledger): Books {
  const stories = new Map<string, Story>()
  const of = (id: string): Story => {
    const story = stories.get(id)
    if (!story) throw new Error(`nobody placed ${id}`)
    return story
  }
  const asked = ({ versions }: Story): Units => versions.at(-1)?.units ?? {}
  /** What the order takes from the shelf: what the shop asks for, or what was picked where that is more. */
  const restate = (story: Story): void => {
    const isOver = story.shopCancelledAt !== null || story.hubCancelledAt !== null
    const left = sumOf(story.parcels.map(({ units }) => units))
    const shop = isOver ? {} : less(asked(story), left)
    const floor = story.pickedAt === null || story.parcels.length > 0 ? {} : unitsPicked.get(story.id) ?? {}
    ledger.sold(now(), story.id, most(shop, floor))
  }
  const unitsPicked = new Map<string, Units>()
  const wrong: string[] = []
  const numbers = new Map<string, number>()
  return {
    placed: (id, units, isUnpaid) => {
      stories.set(id, { id, versions: [{ at: now(), units }], shopCancelledAt: null, hubCancelledAt: null, isUnpaid, isPoisoned: false, pickedAt: null, parcels: [] })
      restate(of(id))
    },
    paid: (id) => { of(id).isUnpaid = false },
    edited: (id, units) => {
      of(id).versions.push({ at: now(), units })
      restate(of(id))
    },
    cancelledAtShop: (id) => {
      of(id).shopCancelledAt = now()
      restate(of(id))
    },
    cancelAsked: (id) => {
      const story = of(id)
      if (story.pickedAt === null) ledger.sold(now(), id, {})
    },
    cancelAnswered: (id, isCancelled) => {
      const story = of(id)
      if (isCancelled) story.hubCancelledAt ??= now()
      restate(story)
    },
    poisoned: (id) => { of(id).isPoisoned = true },
    picked: (id, units) => {
      const story = of(id)
      if (story.hubCancelledAt !== null && story.pickedAt === null) wrong.push(`${id} was picked after the hub had answered that it is cancelled`)
      if (story.shopCancelledAt !== null && now() - story.shopCancelledAt > STALE) wrong.push(`${id} was picked ${Math.round((now() - story.shopCancelledAt) / 60_000)} minutes after the shop cancelled it`)
      if (story.isUnpaid) wrong.push(`${id} was picked and is not paid`)
      story.pickedAt ??= now()
      unitsPicked.set(id, most(unitsPicked.get(id) ?? {}, units))
      restate(story)
    },
    left: (id, number, units, center) => {
      const story = of(id)
      ledger.left(now(), id, units, center)
      story.parcels.push({ number, units })
      restate(story)
    },
    nextNumber: (id) => {
      const count = (numbers.get(id) ?? 0) + 1
      numbers.set(id, count)
      return `1Z${id.slice(-10)}N${count}`
    },
    renumbered: (id, from, to) => {
      const story = of(id)
      story.parcels = story.parcels.map((parcel) => (parcel.number === from ? { ...parcel, number: to } : parcel))
    },
    expected: () => [...stories.values()].map(expectedOf),
    wrongPicks: () => wrong,
  }
}

function expectedOf(story: Story): Expected {
  const { id, versions, pickedAt, shopCancelledAt, parcels } = story
  const of = (end: Expected['end'], allowed: readonly Units[]): Expected => ({ id, end, parcels, versions: allowed })
  if (pickedAt === null && (shopCancelledAt !== null || story.hubCancelledAt !== null || story.isUnpaid)) return of('none', [])
  if (story.isPoisoned || shopCancelledAt !== null) return of('either', [])
  if (pickedAt === null) return of('shipped', [versions.at(-1)!.units])
  const seen = versions.filter((version, index) => version.at <= pickedAt && (versions[index + 1]?.at ?? Infinity) >= pickedAt - STALE).map(({ units }) => units)
  // Fewer asked for since it was picked: the shop takes what it still has open of what left.
  const last = versions.at(-1)!
  const isLess = last.at >= pickedAt - STALE && seen.some((units) => Object.entries(units).some(([sku, count]) => (last.units[sku] ?? 0) < count))
  return isLess && versions.length > 1 ? of('less', versions.map(({ units }) => units)) : of('shipped', seen)
}

export function sumOf(all: readonly Units[]): Record<string, number> {
  const sum: Record<string, number> = {}
  for (const units of all) for (const [sku, count] of Object.entries(units)) sum[sku] = (sum[sku] ?? 0) + count
  return sum
}

function most(a: Units, b: Units): Units {
  return Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((sku) => [sku, Math.max(a[sku] ?? 0, b[sku] ?? 0)]))
}

function less(a: Units, b: Units): Units {
  return Object.fromEntries(Object.entries(a).map(([sku, count]) => [sku, Math.max(0, count - (b[sku] ?? 0))]))
}
