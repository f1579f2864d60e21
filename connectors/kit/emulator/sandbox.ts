import { type EmulatorReply, type EmulatorRequest, jsonReply } from './exchange.ts'
import { type FaultBoard, parseFaults } from './faults.ts'
import { Refusal } from './refusal.ts'

export type Body = Readonly<Record<string, unknown>>

/** What an emulator lets an outside check see and do, below `/_sandbox` and in process. */
export interface SandboxTarget {
  readonly faults: FaultBoard
  state(query: URLSearchParams): unknown
  /** `POST /_sandbox/<name>`: orders, products. */
  readonly commands: Readonly<Record<string, (body: Body) => unknown>>
  /** `POST /_sandbox/orders/<id>/<name>`: edit, cancel, pay, fulfill. */
  readonly orderCommands: Readonly<Record<string, (id: string, body: Body) => unknown>>
  /** `POST /_sandbox/shops/<shop>/<name>`: rotate, revoke. */
  readonly shopCommands?: Readonly<Record<string, (shop: string, body: Body) => Readonly<Record<string, unknown>>>>
  reset(body: Body): void
  /** Moves the clock; absent where the starter gave no way. */
  readonly advance: ((minutes: number) => void | Promise<void>) | undefined
}

const PREFIX = '/_sandbox'

/** Whether a path is the sandbox's. */
export function isSandbox(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`)
}

/** Answers a request below `/_sandbox`. */
export async function answerSandbox(target: SandboxTarget, request: EmulatorRequest): Promise<EmulatorReply> {
  try {
    const url = new URL(request.url, 'http://emulator')
    const path = url.pathname.slice(PREFIX.length + 1)
    const body = request.method === 'GET' ? {} : parseBody(request.body)
    return jsonReply(200, await route(target, `${request.method} ${path}`, url.searchParams, body))
  } catch (error) {
    if (error instanceof Refusal) return jsonReply(error.status, { error: error.message })
    throw error
  }
}

async function route(target: SandboxTarget, what: string, query: URLSearchParams, body: Body): Promise<unknown> {
  const shop = query.get('shop') ?? undefined
  switch (what) {
    case 'GET state': return target.state(query)
    case 'GET faults': return target.faults.of(shop)
    case 'PUT faults': {
      target.faults.set(parseFaults(body), shop)
      return target.faults.of(shop)
    }
    case 'POST reset': {
      target.reset(body)
      return { ok: true }
    }
    case 'POST advance': return advance(target, body)
    default: return command(target, what, body)
  }
}

async function advance(target: SandboxTarget, body: Body): Promise<unknown> {
  if (!target.advance) throw new Refusal(501, 'the starter gave no clock that can be moved')
  const { minutes } = body
  if (typeof minutes !== 'number' || !(minutes >= 0 && minutes <= 525_600)) throw new Refusal(400, 'minutes: from 0 to 525600')
  await target.advance(minutes)
  return { ok: true, minutes }
}

function command(target: SandboxTarget, what: string, body: Body): unknown {
  // An id may be a gid, whose slashes stand in the path as they are or encoded.
  const order = /^POST orders\/(?<id>.+)\/(?<name>[a-z]+)$/.exec(what)?.groups
  if (order) {
    const name = order['name'] ?? ''
    const run = Object.hasOwn(target.orderCommands, name) ? target.orderCommands[name] : undefined
    if (run) return run(decoded(order['id'] ?? ''), body)
  }
  const shop = /^POST shops\/(?<shop>[^/]+)\/(?<name>[a-z]+)$/.exec(what)?.groups
  if (shop) {
    const name = shop['name'] ?? ''
    const run = target.shopCommands && Object.hasOwn(target.shopCommands, name) ? target.shopCommands[name] : undefined
    if (run) return run(decoded(shop['shop'] ?? ''), body)
  }
  const plain = /^POST (?<name>[a-z]+)$/.exec(what)?.groups?.['name'] ?? ''
  const run = Object.hasOwn(target.commands, plain) ? target.commands[plain] : undefined
  if (!run) throw new Refusal(404, `no route ${what}`)
  return run(body)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Refusal(400, 'the id is not well encoded')
  }
}

function parseBody(text: string | null): Body {
  if (!text) return {}
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'the body is not JSON')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Refusal(400, 'the body is not an object')
  return body as Body
}
