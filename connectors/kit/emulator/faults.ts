import { Refusal } from './refusal.ts'

/** Probabilities (0–1) of what can go wrong, per request or per webhook. All are 0 unless asked for. */
const CHANCES = {
  /** The request is lost: nothing was done, the socket is destroyed. */
  dropRequest: 0,
  /** The request is carried out, then the socket is destroyed without an answer. */
  dropReply: 0,
  /** As dropReply, for writes only. */
  dropReplyAfterWrite: 0,
  /** The socket is destroyed, and the request is carried out up to 8 s later. */
  lateApply: 0,
  /** The vendor's own "too many requests"; nothing was done. */
  throttle: 0,
  /** 503 as a page, or a reset; nothing was done. */
  down: 0,
  /** 500; nothing was done. */
  serverError: 0,
  /** The request is carried out, then 500. */
  serverErrorAfterWrite: 0,
  /** The request is carried out; the answer breaks off in the middle. */
  truncated: 0,
  /** 200 with a login page; nothing was done. */
  loginPage: 0,
  /** 401 with a good token; nothing was done. */
  unauthorized: 0,
  /** The vendor's "too many requests" without a word on how long; nothing was done. */
  throttleBare: 0,
  /** 429 with Retry-After in seconds, or as an HTTP date; nothing was done. */
  rateLimited: 0,
  rateLimitedDate: 0,
  /** 423, 402: the account is locked, or not paid for; nothing was done. */
  locked: 0,
  frozen: 0,
  /** 502 as a page; nothing was done. */
  badGateway: 0,
  /** 302 to another address; nothing was done. */
  redirect: 0,
  /** The request is carried out; the answer is empty. */
  empty: 0,
  /** The answer takes `slowMs`. */
  slow: 0,
  duplicateWebhooks: 0,
  reorderWebhooks: 0,
  dropWebhooks: 0,
  badSignature: 0,
  /** After a write of stock somebody moves that level by hand. */
  drift: 0,
  /** The vendor has forgotten an idempotency key when it is repeated (retention is not documented). */
  forgetKeys: 0,
} as const

/** Amounts in ms. */
const AMOUNTS = {
  /** How long a slow answer takes, give or take a half. */
  slowMs: 3000,
  /** How long a change takes to be found by search, give or take a half. */
  searchLag: 0,
  /** What Retry-After asks for; whole seconds on the wire. */
  retryAfterMs: 2000,
} as const

/** Faults that can be aimed at operations: `dropReplyOn: ["fulfillmentCreate"]`. */
export const REQUEST_FAULTS = [
  'dropRequest', 'dropReply', 'dropReplyAfterWrite', 'lateApply', 'throttle', 'down', 'serverError',
  'serverErrorAfterWrite', 'truncated', 'loginPage', 'unauthorized', 'slow',
  'throttleBare', 'rateLimited', 'rateLimitedDate', 'locked', 'frozen', 'badGateway', 'redirect', 'empty',
] as const

export type RequestFault = (typeof REQUEST_FAULTS)[number]
export type Faults = Record<keyof typeof CHANCES | keyof typeof AMOUNTS, number> & Partial<Record<`${RequestFault}On`, string[]>>

/** Nothing goes wrong. */
export const NO_FAULTS: Readonly<Faults> = { ...CHANCES, ...AMOUNTS }

/** What a caller asked for, laid over no faults at all. Refuses unknown names and impossible numbers. */
export function parseFaults(input: unknown): Faults {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new Refusal(400, 'faults: expected an object')
  const faults: Faults = { ...NO_FAULTS }
  for (const [name, value] of Object.entries(input)) Object.assign(faults, { [name]: checked(name, value) })
  return faults
}

function checked(name: string, value: unknown): number | string[] {
  if (name in CHANCES) return within(name, value, 1)
  if (name in AMOUNTS) return within(name, value, 3_600_000)
  const isAim = name.endsWith('On') && REQUEST_FAULTS.some((fault) => `${fault}On` === name)
  if (!isAim) throw new Refusal(400, `faults: there is no ${name}; there are ${Object.keys(NO_FAULTS).join(', ')}`)
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) throw new Refusal(400, `faults: ${name} lists operations`)
  return value as string[]
}

function within(name: string, value: unknown, high: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= high)) throw new Refusal(400, `faults: ${name} is from 0 to ${high}`)
  return value
}

/** The faults in force: those of an account, else those of all. */
export interface FaultBoard {
  of(account?: string): Readonly<Faults>
  set(faults: Faults, account?: string): void
  clear(): void
}

export function faultBoard(): FaultBoard {
  const own = new Map<string, Faults>()
  let all: Faults = { ...NO_FAULTS }
  return {
    of: (account) => (account === undefined ? undefined : own.get(account)) ?? all,
    set: (faults, account) => {
      if (account !== undefined) own.set(account, faults)
      else {
        own.clear()
        all = faults
      }
    },
    clear: () => {
      own.clear()
      all = { ...NO_FAULTS }
    },
  }
}
