import { expect } from 'vitest'
import type { OrderDraft } from '../../../core/model/drafts.ts'
import type { Cursor } from '../../../core/model/ids.ts'
import { type Capabilities, VendorError } from '../../../core/ports/connector.ts'
import type { Transport } from '../../../core/ports/transport.ts'
import type { FarEnd, View } from './far-end.ts'
import { type TestHost, testHost } from './host.ts'

export const signal = new AbortController().signal

/** One case's connection: opened afresh, so nothing is remembered but what the vendor and the cursor hold. */
export interface Bench { far: FarEnd; host: TestHost; can: Capabilities }

export function benchOf(far: FarEnd, transport: Transport, at: View = far.at): Bench {
  const host = testHost(far, transport, at)
  // A connector leaves out what it cannot do; the case that needs it fails on the missing capability by name.
  const can = new Proxy(far.connector.open(at, host), {
    get: (own, name) => own[name as keyof Capabilities] ?? expect.fail(`${far.connector.id} has no ${String(name)}`),
  }) as Capabilities
  return { far, host, can }
}

export interface Run { items: OrderDraft[]; next: Cursor; pages: number }

/** Reads as the hub does: until `more` is false, each page's items before its cursor. */
export async function readAll({ can, far }: Bench, cursor: Cursor | null = null): Promise<Run> {
  const run: Run = { items: [], next: cursor ?? '', pages: 0 }
  for (let at = cursor; ;) {
    const page = await can.orders.page(at, far.at.startAt, signal)
    run.items.push(...page.items)
    run.pages += 1
    run.next = at = page.next
    if (!page.more) return run
    expect(run.pages, 'the source ends').toBeLessThan(1_000)
  }
}

export async function draftOf({ can }: Bench, ref: string): Promise<OrderDraft> {
  const [draft] = await can.orders.get([ref], signal)
  return typeof draft === 'object' ? draft : expect.fail(`order ${ref} is ${draft}`)
}

export async function faultOf(doing: Promise<unknown>): Promise<VendorError> {
  const error = await doing.then((value) => value, (reason: unknown) => reason)
  return error instanceof VendorError ? error : expect.fail(`not a VendorError: ${error instanceof Error ? error.stack : JSON.stringify(error)}`)
}
