import { afterEach, beforeEach, describe, expect, it } from 'vitest'

/** What one vendor's emulator brings to the suite: it listens on a real socket. */
export interface EmulatorUnderTest {
  readonly url: string
  readonly sandboxUrl: string
  /** Body of `POST /_sandbox/orders` for one order that the emulator can take. */
  readonly order: Readonly<Record<string, unknown>>
  /** The cheapest read of the vendor's API, with a good token or another. */
  readonly read: (token?: string) => Promise<Response>
  /** A write of the vendor's API that has an effect on the order of that id, once. */
  readonly write: (orderId: string) => Promise<Response>
  /** Names in the request log. */
  readonly readOperation: string
  readonly writeOperation: string
  /** Whether the effect of `write` is in the state. */
  readonly hasEffect: (state: EmulatorStateView, orderId: string) => boolean
  /** Whether an answer says "too many requests" in the vendor's way. */
  readonly isThrottled: (status: number, body: string) => boolean
  /** Subscribes an address to new orders. */
  readonly subscribe: (url: string) => Promise<void>
  /** Minutes that `POST advance` asked for. */
  readonly advanced: readonly number[]
  /** Moves the emulator's clock, so that deliveries leave. */
  readonly pass: (ms: number) => Promise<void>
  readonly close: () => Promise<void>
}

/** The parts of `GET /_sandbox/state` that every emulator has. */
export interface EmulatorStateView {
  readonly orders: readonly { readonly id: string }[]
  readonly levels: readonly unknown[]
  readonly fulfillments: readonly { readonly orderId: string }[]
  readonly calls: Readonly<Record<string, number>>
  readonly log: readonly { readonly operation: string; readonly kind: string; readonly at: string; readonly outcome: string; readonly applied: boolean; readonly dropped: boolean }[]
  readonly webhooks: { readonly sent: number; readonly failed: number }
  readonly held: readonly { readonly why: string }[]
}

/** What the demo, outside checks and the simulator rely on, whoever the vendor is (INTERFACES.md, "The demo"). */
export function emulatorContract(name: string, start: () => Promise<EmulatorUnderTest>): void {
  describe(`${name}: the emulator contract`, () => {
    let emulator: EmulatorUnderTest
    beforeEach(async () => {
      emulator = await start()
    })
    afterEach(() => emulator.close())

    const sandbox = async (method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${emulator.sandboxUrl}/${path}`, { method, ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
      return { status: response.status, body: (await response.json()) as unknown }
    }
    const state = async (): Promise<EmulatorStateView> => (await sandbox('GET', 'state')).body as EmulatorStateView
    const place = async (more: Record<string, unknown> = {}): Promise<string[]> => {
      const { status, body } = await sandbox('POST', 'orders', { ...emulator.order, ...more })
      expect(status).toBe(200)
      return (body as { ids: string[] }).ids
    }

    it('has its sandbox below /_sandbox', () => {
      expect(emulator.sandboxUrl).toBe(`${emulator.url}/_sandbox`)
    })

    it('shows its truth', async () => {
      expect(await state()).toMatchObject({ orders: [], fulfillments: [], calls: {}, log: [], held: [], levels: expect.any(Array), webhooks: { sent: 0, failed: 0 } })
    })

    it('places orders, one or many', async () => {
      const ids = [...(await place()), ...(await place({ count: 3 }))]
      expect(new Set(ids).size).toBe(4)
      expect((await state()).orders.map(({ id }) => id)).toEqual(ids)
    })

    it('edits and cancels them, by id as it stands and encoded', async () => {
      const [one, two] = await place({ count: 2 })
      expect((await sandbox('POST', `orders/${one}/edit`, { address: { city: 'Elsewhere' } })).status).toBe(200)
      expect((await sandbox('POST', `orders/${encodeURIComponent(two!)}/cancel`)).status).toBe(200)
      expect((await sandbox('POST', `orders/${encodeURIComponent(two!)}/cancel`)).status).toBe(409)
      expect((await sandbox('POST', 'orders/none/cancel')).status).toBe(404)
    })

    it.each([
      ['GET', 'nothing', undefined, 404], ['POST', 'nothing', {}, 404], ['DELETE', 'state', undefined, 404], ['POST', 'orders', 'not json', 400], ['POST', 'orders', '[]', 400],
      ['POST', 'orders', {}, 422], ['POST', 'orders', { lines: [] }, 422], ['PUT', 'faults', { dropReply: 2 }, 400], ['PUT', 'faults', { surprise: 1 }, 400],
      ['POST', 'advance', {}, 400], ['POST', 'advance', { minutes: -1 }, 400],
    ])('%s %s %j is %i, and says why', async (method, path, body, status) => {
      const answer = await sandbox(method, path, body)
      expect(answer).toEqual({ status, body: { error: expect.any(String) } })
    })

    it('keeps faults as they were put', async () => {
      expect((await sandbox('GET', 'faults')).body).toMatchObject({ dropReply: 0, throttle: 0, down: 0, slow: 0, duplicateWebhooks: 0, reorderWebhooks: 0, dropWebhooks: 0, badSignature: 0, drift: 0 })
      await sandbox('PUT', 'faults', { dropReply: 0.5 })
      expect((await sandbox('GET', 'faults')).body).toMatchObject({ dropReply: 0.5, throttle: 0 })
    })

    it('moves the clock where it was given a way', async () => {
      expect((await sandbox('POST', 'advance', { minutes: 15 })).status).toBe(200)
      expect(emulator.advanced).toEqual([15])
    })

    it('refuses a token that is nobody\'s, and writes it down', async () => {
      expect((await emulator.read('wrong')).status).toBe(401)
      expect(await state()).toMatchObject({ log: [{ outcome: 'unauthorized', applied: false }] })
    })

    it('counts every request', async () => {
      const [id] = await place()
      await emulator.read()
      await emulator.read()
      await emulator.write(id!)
      const { calls, log, ...seen } = await state()
      expect(calls).toEqual({ [emulator.readOperation]: 2, [emulator.writeOperation]: 1 })
      expect(log.map(({ operation, kind, outcome, applied, dropped }) => ({ operation, kind, outcome, applied, dropped }))).toEqual([
        ...[1, 2].map(() => ({ operation: emulator.readOperation, kind: 'read', outcome: 'ok', applied: true, dropped: false })),
        { operation: emulator.writeOperation, kind: 'write', outcome: 'ok', applied: true, dropped: false },
      ])
      expect(emulator.hasEffect({ calls, log, ...seen }, id!)).toBe(true)
    })

    it('dropReply: carried out, and the socket destroyed', async () => {
      const [id] = await place()
      await sandbox('PUT', 'faults', { dropReply: 1 })
      await expect(emulator.write(id!)).rejects.toThrow('fetch failed')
      const seen = await state()
      expect(emulator.hasEffect(seen, id!)).toBe(true)
      expect(seen.log.at(-1)).toMatchObject({ operation: emulator.writeOperation, applied: true, dropped: true })
    })

    it('dropReply aimed at other operations leaves this one alone', async () => {
      await sandbox('PUT', 'faults', { dropReply: 1, dropReplyOn: [emulator.writeOperation] })
      expect((await emulator.read()).status).toBe(200)
    })

    it('throttle: not carried out, said in the vendor\'s way', async () => {
      const [id] = await place()
      await sandbox('PUT', 'faults', { throttle: 1 })
      const response = await emulator.write(id!)
      expect(emulator.isThrottled(response.status, await response.text())).toBe(true)
      expect(emulator.hasEffect(await state(), id!)).toBe(false)
    })

    it('down: not carried out, a page or a reset', async () => {
      const [id] = await place()
      await sandbox('PUT', 'faults', { down: 1 })
      for (let times = 0; times < 10; times += 1) expect([503, null]).toContain(await emulator.write(id!).then(({ status }) => status, () => null))
      expect(emulator.hasEffect(await state(), id!)).toBe(false)
    })

    it('tells of a new order, once or twice or never as the faults say', async () => {
      await emulator.subscribe('http://127.0.0.1:9/nobody')
      await place()
      await emulator.pass(1000)
      expect(await state()).toMatchObject({ webhooks: { sent: 0, failed: 1 }, held: [{ why: expect.any(String) }] })
      await sandbox('PUT', 'faults', { dropWebhooks: 1 })
      await place()
      expect((await state()).held).toHaveLength(2)
    })

    it('reset clears orders, log, faults and what is on its way', async () => {
      const [id] = await place()
      await emulator.subscribe('http://127.0.0.1:9/nobody')
      await place()
      await emulator.write(id!)
      const levels = (await state()).levels
      await sandbox('PUT', 'faults', { dropReply: 0.5 })
      expect((await sandbox('POST', 'reset')).status).toBe(200)
      const after = await state()
      expect(after).toMatchObject({ orders: [], fulfillments: [], calls: {}, log: [], held: [], webhooks: { sent: 0, failed: 0 } })
      expect(after.levels).toHaveLength(levels.length)
      expect((await sandbox('GET', 'faults')).body).toMatchObject({ dropReply: 0 })
      expect(await place()).toHaveLength(1)
    })

    it('refuses a body past its limit and goes on', async () => {
      const response = await fetch(emulator.url, { method: 'POST', body: 'x'.repeat(11_000_000) })
      expect(response.status).toBe(413)
      expect((await emulator.read()).status).toBe(200)
    })

    it('works for many at once', async () => {
      const answers = await Promise.all(Array.from({ length: 50 }, () => emulator.read()))
      expect(answers.every(({ status }) => status === 200)).toBe(true)
      expect((await state()).calls[emulator.readOperation]).toBe(50)
    })
  })
}
