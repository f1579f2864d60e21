import autocannon from 'autocannon'
import type { Sample } from '../arms.ts'
import { eventOf, type SignedDelivery } from '../delivery.ts'
import type { Target } from './saturate.ts'

/**
 * A rate that is far below what the far side can do. autocannon lets the requests of each second go as soon as it begins,
 * one behind the other on each connection: the latencies are those of a short storm every second, not of an even stream.
 */
export async function paced({ port, path }: Target, delivery: SignedDelivery, nextId: () => string, { connections, ms, perSecond }: { connections: number; ms: number; perSecond: number }): Promise<Sample> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`, connections, duration: ms / 1_000, overallRate: perSecond,
    requests: [{
      method: 'POST', path, headers: { ...delivery.headers, ...eventOf(nextId()) }, body: delivery.body,
      setupRequest: request => ({ ...request, headers: { ...delivery.headers, ...eventOf(nextId()) } }),
    }],
  })
  const { latency, errors, timeouts, non2xx } = result
  return { perSecond: result['2xx'] / (ms / 1_000), done: result['2xx'], p50: latency.p50, p99: latency.p99, max: latency.max, cpu: null, errors: errors + timeouts + non2xx }
}
