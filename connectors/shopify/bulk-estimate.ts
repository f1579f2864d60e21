/** What the shop gives now: points that are there, and points a second. */
export interface Budget { readonly available: number; readonly perSecond: number }

/** Numbers of a call, and of a line of a file (A4). */
const NUMBERS = 250
/** Points of a call (documents.ts). */
const POINTS = 10
/** Calls under way at once, and how long an answer takes: measured at real shops it is 0.3–1.5 s. */
const [AT_ONCE, ANSWER_S] = [4, 0.5]
/**
 * A bulk operation: staged, posted, begun, and found to be done some seconds after it is. How long it runs is said nowhere
 * (SHOPIFY-SHIPSTATION, part E): a guess that errs towards batches, whose time is known.
 */
const [START_S, LINE_S] = [12, 0.25]

/** Whether so many numbers are set sooner by a bulk operation than by batches: that is so where the shop gives few points. */
export function isBulkSooner(numbers: number, { available, perSecond }: Budget): boolean {
  const calls = Math.ceil(numbers / NUMBERS)
  const points = Math.max(0, calls * POINTS - available) / Math.max(perSecond, 0.001)
  return START_S + calls * LINE_S < Math.max(points, (calls * ANSWER_S) / AT_ONCE)
}
