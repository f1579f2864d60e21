import { type Host, VendorError } from '../../../core/ports/connector.ts'
import { type Transport, TransportError, type WireAnswer, type WireRequest } from '../../../core/ports/transport.ts'
import type { FarEnd, View } from './far-end.ts'

/** What becomes of the next request that leaves. */
export type Trouble =
  /** It arrives and is carried out; nobody hears of it. */
  | 'reply lost'
  /** It is lost on the way, and nobody can tell. */
  | 'request lost'
  | ((answer: WireAnswer) => WireAnswer)

export interface TestHost extends Host {
  /** Requests that left, in order. */
  readonly sent: WireRequest[]
  readonly learned: { operation: string; seen: Parameters<Host['learn']>[1] }[]
  /** Meets the next request of this kind; `read` and `write` as the connector named its call. */
  next(kind: 'read' | 'write', trouble: Trouble, after?: number): void
}

/** The plainest host that keeps the port's promises over a real transport: no repeats, so every fault is seen. */
export function testHost(far: FarEnd, transport: Transport, at: View = far.at): TestHost {
  const sent: WireRequest[] = []
  const learned: TestHost['learned'] = []
  const plans: { kind: 'read' | 'write'; trouble: Trouble; after: number }[] = []
  const allowed = far.connector.hosts(at)
  let ids = 0
  const due = (kind: 'read' | 'write'): Trouble | null => {
    const plan = plans.find((each) => each.kind === kind)
    if (!plan || plan.after-- > 0) return null
    plans.splice(plans.indexOf(plan), 1)
    return plan.trouble
  }
  const bound = (kind: 'read' | 'write'): Transport => async (request, signal) => {
    if (!allowed.includes(new URL(request.url).host)) throw new VendorError('rejected', 'no', `not a host of this connector: ${request.url}`)
    sent.push(request)
    const trouble = due(kind)
    if (trouble === 'request lost') throw new TransportError('the request was lost', 'maybe')
    const answer = await transport(request, signal)
    if (trouble === 'reply lost') throw new TransportError('the reply was lost', 'maybe')
    return trouble ? trouble(answer) : answer
  }
  return {
    sent, learned,
    call: async (_operation, kind, run) => run(bound(kind), AbortSignal.timeout(20_000)),
    learn: (operation, seen) => { learned.push({ operation, seen }) },
    token: () => Promise.reject(new TypeError('this connection has a token of its own')),
    now: () => far.now(),
    id: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    next: (kind, trouble, after = 0) => { plans.push({ kind, trouble, after }) },
  }
}
