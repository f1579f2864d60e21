import { type EmulatorReply, type EmulatorRequest, jsonReply } from '../../kit/emulator/exchange.ts'
import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import type { RequestLog } from '../../kit/emulator/request-log.ts'
import { NO_FAULTS } from '../../kit/emulator/faults.ts'
import { drawFaults, underFaults } from '../../kit/emulator/trouble.ts'
import { answer, carryOut, throttled, unauthorized } from './answer.ts'
import { knowsToken } from './app.ts'
import { bulkResult, RESULTS } from './bulk.ts'
import type { Context } from './context.ts'
import { describe, type Prepared, prepare } from './document.ts'
import { grant, grantFields, GRANT_PATH, shopOfApp } from './grant.ts'
import type { Shop } from './model.ts'
import { receiveUpload, UPLOADS } from './uploads.ts'
import { API_VERSION } from './version.ts'
import type { World } from './world.ts'

/** What stands between a request and the shops. */
export interface Service {
  readonly world: World
  readonly log: RequestLog
  /** For faults only. */
  readonly random: EmulatorRandom
  /** For the tokens that are granted. */
  readonly secrets: EmulatorRandom
}

/** In the request log. */
const GRANT_OPERATION = 'accessToken'

interface Asked { readonly query: string; readonly variables: Readonly<Record<string, unknown>>; readonly operationName: string | null }

/** Answers one request to the Admin API. */
export async function serve(service: Service, request: EmulatorRequest): Promise<EmulatorReply> {
  const path = new URL(request.url, 'http://emulator').pathname
  if (path === GRANT_PATH && request.method === 'POST') return serveGrant(service, request)
  if (path.startsWith(UPLOADS)) return receiveUpload(service.world.shops.values(), request)
  if (path.startsWith(RESULTS)) return bulkResult(service.world.shops.values(), path)
  const version = /^\/admin\/api\/(?<version>[^/]+)\/graphql\.json$/.exec(path)?.groups?.['version']
  if (version !== API_VERSION || request.method !== 'POST') return jsonReply(404, { errors: 'Not Found' })
  const token = request.headers['x-shopify-access-token'] ?? ''
  const now = service.world.clock.now()
  const shop = [...service.world.shops.values()].find(({ app }) => knowsToken(app, token, now))
  const asked = read(request.body)
  const prepared = asked === null ? null : prepare(asked.query)
  if (!shop) {
    note(service, null, asked, prepared, { outcome: 'unauthorized', applied: false, dropped: false, fault: null })
    return unauthorized()
  }
  // "Required parameter missing or invalid": not JSON, or JSON without a query.
  if (asked === null || prepared === null) return jsonReply(400, { errors: { query: 'Required parameter missing or invalid' } })
  const { host } = request.headers
  return underTrouble(service, shop, asked, prepared, host === undefined ? `https://${shop.domain}` : `http://${host}`)
}

function underTrouble(service: Service, shop: Shop, asked: Asked, prepared: Prepared, base: string): Promise<EmulatorReply> {
  const { world, random } = service
  const described = describe(prepared, asked.operationName)
  const context: Context = { world, shop, outcome: 'ok', base, carryOut: (document, variables) => carryOut(context, document, variables) }
  const faults = world.faults.of(shop.domain)
  let correct = (_outcome: string): void => {}
  return underFaults({
    met: drawFaults(faults, described, random),
    faults,
    clock: world.clock,
    random,
    unauthorized: () => {
      context.outcome = 'unauthorized'
      return unauthorized()
    },
    throttled: (isBare = random.chance(0.25)) => throttled(context, isBare ? null : 10),
    run: () => {
      const reply = answer(context, prepared, described, asked.variables)
      correct(context.outcome)
      return reply
    },
    saw: (seen) => {
      const outcome = seen.applied || context.outcome !== 'ok' ? context.outcome : 'unanswered'
      correct = note(service, shop, asked, prepared, { ...seen, outcome })
    },
  })
}

/** A grant meets the weather that calls meet; what is refused, is refused by its own rules. */
function serveGrant({ world, log, random, secrets }: Service, request: EmulatorRequest): Promise<EmulatorReply> {
  const fields = grantFields(request)
  const shop = shopOfApp(world, fields)
  const faults = shop ? world.faults.of(shop.domain) : NO_FAULTS
  const met = drawFaults({ ...faults, unauthorized: 0, throttle: 0 }, { operations: [GRANT_OPERATION], kind: 'read' }, random)
  const entry = { at: new Date(world.clock.now()).toISOString(), account: shop?.domain ?? null, operation: GRANT_OPERATION, name: null, kind: 'read' as const, variables: {}, outcome: 'unanswered' }
  let correct = (_outcome: string): void => {}
  return underFaults({
    met, faults, clock: world.clock, random, unauthorized, throttled: () => jsonReply(429, { errors: 'Too Many Requests' }),
    run: () => {
      const { outcome, reply } = grant(world, shop, fields, secrets, request.headers['accept'] ?? '')
      correct(outcome)
      Object.assign(entry, { outcome })
      return reply
    },
    saw: (seen) => {
      correct = log.add({ ...entry, ...seen })
    },
  })
}

type Noted = { readonly outcome: string; readonly applied: boolean; readonly dropped: boolean; readonly fault: Parameters<RequestLog['add']>[0]['fault'] }

function note({ world, log }: Service, shop: Shop | null, asked: Asked | null, prepared: Prepared | null, noted: Noted): (outcome: string) => void {
  const { operations, name, kind } = prepared ? describe(prepared, asked?.operationName ?? null) : { operations: [], name: null, kind: 'read' as const }
  return log.add({
    at: new Date(world.clock.now()).toISOString(), account: shop?.domain ?? null, operation: operations.join(',') || 'unreadable', name, kind,
    variables: asked?.variables ?? {}, ...noted,
  })
}

function read(body: string | null): Asked | null {
  try {
    const parsed: unknown = JSON.parse(body ?? '')
    if (typeof parsed !== 'object' || parsed === null) return null
    const { query, variables, operationName } = parsed as Record<string, unknown>
    if (typeof query !== 'string' || query.trim() === '') return null
    const isMap = typeof variables === 'object' && variables !== null && !Array.isArray(variables)
    return { query, variables: isMap ? (variables as Record<string, unknown>) : {}, operationName: typeof operationName === 'string' ? operationName : null }
  } catch {
    return null
  }
}
