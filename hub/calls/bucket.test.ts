import { expect, it } from 'vitest'
import { type Bucket, bound, bucketOf, charge, type Spending } from './bucket.ts'

/** A bucket of 1,000 with these calls under way, their points taken. */
function bucketWith(...calls: Spending[]): Bucket {
  const bucket = bucketOf({ capacity: 1_000, perSecond: 10 }, 0)
  for (const call of calls) {
    bucket.underWay.add(call)
    bucket.tokens -= call.cost
  }
  return bucket
}
const call = (cost: number, hasLeft = true): Spending => ({ cost, meanwhile: 0, hasLeft })

it('what a call did not cost is given back, once', () => {
  const one = call(100)
  const bucket = bucketWith(one)
  charge(bucket, one, 30)
  charge(bucket, one, 0)
  expect(bucket.tokens).toBe(970)
})

it('an answer that knows nothing of a neighbour on its way does not give its points back', () => {
  const [one, other] = [call(100), call(400)]
  const bucket = bucketWith(one, other)
  charge(bucket, one, 100)
  bound(bucket, 900, one)
  expect(bucket.tokens).toBe(500)
})

it('an answer that knows of the neighbour already does not take its points twice', () => {
  const [one, other] = [call(100), call(400)]
  const bucket = bucketWith(one, other)
  charge(bucket, one, 100)
  bound(bucket, 500, one)
  expect(bucket.tokens).toBe(500)
})

it('an answer that was overtaken does not bring back what was spent meanwhile', () => {
  const [one, other] = [call(100), call(400)]
  const bucket = bucketWith(one, other)
  charge(bucket, other, 400)
  charge(bucket, one, 100)
  bound(bucket, 900, one)
  expect(bucket.tokens).toBe(500)
})

it('points of a call that has not left are still in what the vendor shows', () => {
  const [one, waiting] = [call(100), call(400, false)]
  const bucket = bucketWith(one, waiting)
  charge(bucket, one, 100)
  bound(bucket, 700, one)
  expect(bucket.tokens).toBe(300)
})

it('what others spend from the same bucket is seen, and so is what comes back', () => {
  const one = call(100)
  const bucket = bucketWith(one)
  charge(bucket, one, 100)
  bound(bucket, 200, one)
  expect(bucket.tokens).toBe(200)
  const next = call(100)
  bucket.underWay.add(next)
  bucket.tokens -= 100
  charge(bucket, next, 100)
  bound(bucket, 800, next)
  expect(bucket.tokens).toBe(800)
})
