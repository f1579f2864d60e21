import type { PlanName } from './model.ts'

/** SHOPIFY-SHIPSTATION A5: standard and plus seen in answers, the other two by the same ratio. */
const SIZES: Readonly<Record<PlanName, { readonly size: number; readonly rate: number }>> = {
  standard: { size: 2000, rate: 100 },
  advanced: { size: 4000, rate: 200 },
  plus: { size: 20_000, rate: 1000 },
  enterprise: { size: 40_000, rate: 2000 },
}

/** The leaky bucket of an app at a shop. */
export interface Bucket {
  /** Reserves the points, or says no. */
  take(points: number, now: number): boolean
  give(points: number): void
  status(now: number): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number }
  fill(): void
}

export function bucketOf(plan: PlanName): Bucket {
  const { size, rate } = SIZES[plan]
  let available = size
  let seen = Number.NEGATIVE_INFINITY
  const restore = (now: number): void => {
    if (now > seen) available = Math.min(size, available + ((now - Math.max(seen, 0)) / 1000) * rate)
    seen = Math.max(seen, now)
  }
  return {
    take: (points, now) => {
      restore(now)
      if (points > available) return false
      available -= points
      return true
    },
    give: (points) => {
      available = Math.min(size, available + points)
    },
    status: (now) => {
      restore(now)
      return { maximumAvailable: size, currentlyAvailable: Math.floor(available), restoreRate: rate }
    },
    fill: () => {
      available = size
    },
  }
}
