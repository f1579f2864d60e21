import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest'
import { callsOf, needStrace, tracing } from '../support/trace.ts'
import { CREDENTIALS, openStage, SHOP, type Stage } from './harness/stage.ts'
import { until } from './harness/until.ts'

const EVENTS = 20
/** What of a process shows what it was sent, when it wrote and kept its log, and what it answered. */
const CALLS = ['read', 'recvfrom', 'pwrite64', 'fsync', 'fdatasync', 'write', 'writev', 'sendto', 'sendmsg']
const NORMAL = new URL('../support/plant-normal.ts', import.meta.url).href

let folder = ''
let stage: Stage | null = null
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-durable-')) })
afterEach(async () => {
  await stage?.close()
  rmSync(folder, { recursive: true })
})

/** A hub of its own that is sent webhooks one by one: how many it answered 200, and how many of those before its log was on disk. */
async function answers(ctx: Pick<TestContext, 'skip'>, before: readonly string[] = []): Promise<{ answered: number; unsynced: number }> {
  needStrace(ctx)
  const file = join(folder, 'trace')
  // What the stand-in would send of itself is left out: whatever is between a webhook and its answer is this webhook's.
  stage = await openStage({ speed: 1, hub: 'process', under: [...before, ...tracing(CALLS, file)], items: [], confirm: false, deliver: () => Promise.resolve({ status: 200 }) })
  for (let event = 1; event <= EVENTS; event += 1) expect(await knock(stage, event)).toBe(200)
  let ends: boolean[] = []
  await until(() => { ends = syncedAnswers(readFileSync(file, 'utf8')); return ends.length >= EVENTS }, { for: `${EVENTS} answers in the trace`, stands: () => ends })
  return { answered: ends.length, unsynced: ends.filter((synced) => !synced).length }
}

async function knock({ hub, connectionId }: Stage, event: number): Promise<number> {
  const body = JSON.stringify({ id: 7_000 + event, admin_graphql_api_id: `gid://shopify/Order/${7_000 + event}` })
  const headers = {
    'content-type': 'application/json', 'x-shopify-topic': 'orders/updated', 'x-shopify-shop-domain': SHOP, 'x-shopify-event-id': `event-${event}`,
    'x-shopify-hmac-sha256': createHmac('sha256', CREDENTIALS.clientSecret).update(body).digest('base64'), 'x-shopify-triggered-at': new Date().toISOString(),
  }
  return (await fetch(`${hub.url}/hooks/${connectionId}`, { method: 'POST', headers, body })).status
}

/**
 * Of each webhook that was read and answered 200: whether the log was written in between, and kept after it was last written. A sync before the
 * writing is that of a log that begins anew, which comes at NORMAL too; one of another thread is that of a checkpoint.
 */
function syncedAnswers(trace: string): boolean[] {
  const calls = callsOf(trace)
  const loop = calls.find(({ text }) => RECEIVED.test(text))?.thread
  const ends: boolean[] = []
  let since: string[] | null = null
  for (const { text } of calls.filter(({ thread }) => thread === loop)) {
    if (RECEIVED.test(text)) since = []
    if (WRITTEN.test(text)) since?.push('written')
    if (SYNCED.test(text)) since?.push('synced')
    if (!since || !ANSWERED.test(text)) continue
    ends.push(since.includes('written') && since.at(-1) === 'synced')
    since = null
  }
  return ends
}

const RECEIVED = /^(read|recvfrom)\(.*"POST \/hooks\//
const WRITTEN = /^pwrite64\(\d+<[^>]*-wal>/
const SYNCED = /^(fsync|fdatasync)\(\d+<[^>]*-wal>\) += 0$/
const ANSWERED = /^(write|writev|sendto|sendmsg)\(.*"HTTP\/1\.1 200 /

it('I9: a webhook is answered 200 when the log that holds it was synced, each', async (ctx) => {
  expect(await answers(ctx)).toEqual({ answered: EVENTS, unsynced: 0 })
})

it('finds a hub whose database only pretends to run at FULL by that', async (ctx) => {
  expect(await answers(ctx, ['env', `NODE_OPTIONS=--import=${NORMAL}`])).toEqual({ answered: EVENTS, unsynced: EVENTS })
})
