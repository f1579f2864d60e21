import { it } from 'vitest'
import { laneWork } from '../../app/lane-work.ts'
import { openStage } from './harness/stage.ts'
import { floorOf } from './harness/floor.ts'
import { shoppersOf } from './harness/shoppers.ts'
import { until } from './harness/until.ts'

it('profile', async () => {
  const sums = new Map<string, { n: number; ms: number; max: number }>()
  for (const name of Object.keys(laneWork) as (keyof typeof laneWork)[]) {
    const orig = laneWork[name] as (...a: unknown[]) => Promise<unknown>
    ;(laneWork as Record<string, unknown>)[name] = async (...args: unknown[]) => {
      const t = performance.now()
      try { return await orig(...args) } finally { const d = performance.now() - t; const s = sums.get(name) ?? { n: 0, ms: 0, max: 0 }; s.n++; s.ms += d; s.max = Math.max(s.max, d); sums.set(name, s) }
    }
  }
  const SPEED = Number(process.env.SPEED ?? 60)
  const N = 200
  const stage = await openStage({ speed: SPEED, items: [{ sku: 'A', available: { East: 1000 }, shelves: { Allentown: 1000 } }, { sku: 'B', available: { East: 1000 }, shelves: { Allentown: 1000 } }] })
  const shoppers = shoppersOf(stage.shopify, stage.clock)
  const floor = floorOf({ client: stage.floorClient, clock: stage.clock })
  const t0 = performance.now()
  for (let i = 0; i < N; i++) shoppers.buy({ lines: [{ sku: i % 2 ? 'A' : 'B', quantity: 1 }] })
  await until(async () => (await stage.owner.call('countOrders', { query: {} })).all.value >= N, { for: 'import', every: 50 })
  const t1 = performance.now()
  const w = floor.work()
  await until(async () => floor.counts()['handOver'] === N, { for: 'floor', every: 50, within: 60000 })
  const t2 = performance.now()
  const done = async () => { const t = await stage.store.truth(); return t.orders.filter(o => o.fulfillmentOrders.every(f => f.status === 'CLOSED')).length }
  await until(async () => (await done()) === N, { for: 'told', every: 200, within: 60000 }).catch(e => console.log(String(e)))
  const t3 = performance.now()
  console.log('import', t1 - t0, 'floor', t2 - t1, 'told', t3 - t2, await done())
  console.log(Object.fromEntries([...sums].map(([k, v]) => [k, `${v.n}× ${(v.ms / v.n).toFixed(1)} ms, max ${v.max.toFixed(0)}, sum ${v.ms.toFixed(0)}`])))
  console.log((await stage.store.truth()).calls)
  await w.stop()
  await stage.close()
}, 200000)
