import type { EmulatorClock } from './clock.ts'
import { ConnectionLost, type EmulatorReply, htmlReply, jsonReply } from './exchange.ts'
import { type Faults, REQUEST_FAULTS, type RequestFault } from './faults.ts'
import type { EmulatorRandom } from './random.ts'

/** What a fault has to know of a request. */
export interface Asked {
  readonly operations: readonly string[]
  readonly kind: 'read' | 'write'
}

/** Draws the faults that meet this request, in a fixed order, so that a seed is a run. */
export function drawFaults(faults: Readonly<Faults>, asked: Asked, random: EmulatorRandom): ReadonlySet<RequestFault> {
  const met = new Set<RequestFault>()
  for (const fault of REQUEST_FAULTS) {
    const aim = faults[`${fault}On`]
    const isAimed = aim === undefined || asked.operations.some((operation) => aim.includes(operation))
    const isFit = asked.kind === 'write' || (fault !== 'dropReplyAfterWrite' && fault !== 'serverErrorAfterWrite')
    if (isAimed && isFit && random.chance(faults[fault])) met.add(fault)
  }
  return met
}

export interface Trouble {
  readonly met: ReadonlySet<RequestFault>
  readonly faults: Readonly<Faults>
  readonly clock: EmulatorClock
  readonly random: EmulatorRandom
  /** The vendor's own ways to say no. */
  readonly throttled: (isBare?: boolean) => EmulatorReply
  readonly unauthorized: () => EmulatorReply
  /** Carries the request out. */
  readonly run: () => EmulatorReply
  /** Told once what the caller saw of it. */
  readonly saw: (what: Seen) => void
}

/** `applied`: the vendor carried it out (for lateApply: will). `fault`: the one that shaped the answer. */
export interface Seen { readonly applied: boolean; readonly dropped: boolean; readonly fault: RequestFault | null }

/** Longest time that a late effect takes (quality/data/own/vendor-faults.json: "up to 8 s later"). */
const LATEST_EFFECT = 8000

/** Carries out a request under the faults that it met. */
export async function underFaults(trouble: Trouble): Promise<EmulatorReply> {
  const { met, faults, clock, random, saw } = trouble
  if (met.has('slow')) await clock.sleep(faults.slowMs * random.between(0.5, 1.5))
  for (const fault of REFUSALS) {
    if (!met.has(fault)) continue
    const reply = refuse(fault, trouble)
    saw({ applied: false, dropped: reply === null, fault })
    if (reply === null) throw new ConnectionLost()
    return reply
  }
  if (met.has('lateApply')) {
    clock.after(random.between(200, LATEST_EFFECT), trouble.run)
    saw({ applied: true, dropped: true, fault: 'lateApply' })
    throw new ConnectionLost()
  }
  return afterwards(trouble, trouble.run())
}

const REFUSALS = [
  'dropRequest', 'down', 'serverError', 'loginPage', 'unauthorized', 'throttle', 'throttleBare', 'rateLimited', 'rateLimitedDate', 'locked', 'frozen', 'badGateway', 'redirect',
] as const

/** An answer without an effect; null where there is no answer either. */
function refuse(fault: (typeof REFUSALS)[number], trouble: Trouble): EmulatorReply | null {
  switch (fault) {
    case 'dropRequest': return null
    case 'down': return trouble.random.chance(0.5) ? null : htmlReply(503, 'Service Unavailable')
    case 'serverError': return jsonReply(500, { errors: 'Internal Server Error' })
    case 'loginPage': return htmlReply(200, 'Log in')
    case 'unauthorized': return trouble.unauthorized()
    case 'throttle': return trouble.throttled()
    case 'throttleBare': return trouble.throttled(true)
    case 'rateLimited': return jsonReply(429, { errors: 'Too Many Requests' }, { 'retry-after': String(Math.ceil(trouble.faults.retryAfterMs / 1000)) })
    case 'rateLimitedDate': return jsonReply(429, { errors: 'Too Many Requests' }, { 'retry-after': new Date(Math.ceil((trouble.clock.now() + trouble.faults.retryAfterMs) / 1000) * 1000).toUTCString() })
    case 'locked': return jsonReply(423, { errors: 'Locked' })
    case 'frozen': return jsonReply(402, { errors: 'Payment Required' })
    case 'badGateway': return htmlReply(502, 'Bad Gateway')
    case 'redirect': return { ...htmlReply(302, 'Found'), headers: { location: '/elsewhere', 'content-type': 'text/html; charset=utf-8' } }
  }
}

const AFTERWARDS = ['dropReply', 'dropReplyAfterWrite', 'serverErrorAfterWrite', 'truncated', 'empty'] as const

function afterwards({ met, saw }: Trouble, reply: EmulatorReply): EmulatorReply {
  const fault = AFTERWARDS.find((name) => met.has(name)) ?? (met.has('slow') ? 'slow' : null)
  const dropped = fault === 'dropReply' || fault === 'dropReplyAfterWrite'
  saw({ applied: true, dropped, fault })
  if (dropped) throw new ConnectionLost()
  if (fault === 'serverErrorAfterWrite') return jsonReply(500, { errors: 'Internal Server Error' })
  if (fault === 'empty') return { ...reply, body: '' }
  return fault === 'truncated' ? { ...reply, body: reply.body.slice(0, Math.ceil(reply.body.length / 2)) } : reply
}
