import { describe, expect, it } from 'vitest'
import { ConnectionLost } from '../../kit/emulator/exchange.ts'
import type { Faults } from '../../kit/emulator/faults.ts'
import { type Bench, bench } from './bench.ts'

const CREATE = 'mutation Create($id: ID!) { fulfillmentCreate(fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: $id }] }) { userErrors { message } } }'

/** One write and what became of it: the answer (null where there was none), and whether it was carried out. */
async function write(faults: Partial<Faults>, made: Bench = bench()): Promise<{ status: number | null; text: string; applied: boolean; made: Bench }> {
  const id = made.emulator.placeOrders({ lines: [{ sku: 'A', quantity: 1 }] }).ids[0]!
  made.emulator.setFaults(faults)
  const from = made.order(id).fulfillmentOrders[0]!.id
  const answer = await made.call(CREATE, { id: from }).catch((error: unknown) => {
    if (error instanceof ConnectionLost && error.code === 'ECONNRESET') return null
    throw error
  })
  return { status: answer?.status ?? null, text: answer?.text ?? '', applied: made.order(id).fulfillments.length === 1, made }
}

const read = ({ call }: Bench) => call('{ shop { id } }').then(({ status }) => status, () => null)

describe('a fault', () => {
  it.each([
    ['dropRequest', null, false],
    ['dropReply', null, true],
    ['dropReplyAfterWrite', null, true],
    ['serverError', 500, false],
    ['serverErrorAfterWrite', 500, true],
    ['unauthorized', 401, false],
    ['throttle', 200, false],
    ['loginPage', 200, false],
    ['truncated', 200, true],
  ] as const)('%s: status %s, carried out: %s', async (fault, status, applied) => {
    const seen = await write({ [fault]: 1 })
    expect(seen).toMatchObject({ status, applied })
    expect(seen.made.emulator.state().log[0]).toMatchObject({ operation: 'fulfillmentCreate', kind: 'write', applied, dropped: status === null, fault })
  })

  it('throttle is THROTTLED without data', async () => {
    const { text } = await write({ throttle: 1 })
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] })
    expect(text).not.toContain('"data"')
  })

  it('down is a page or a reset', async () => {
    const answers = new Set<number | null>()
    for (let seed = 1; seed < 20; seed += 1) answers.add((await write({ down: 1 }, bench({}, {}, seed))).status)
    expect(answers).toEqual(new Set([503, null]))
  })

  it('truncated and loginPage are no JSON', async () => {
    expect((await write({ loginPage: 1 })).text).toContain('<!DOCTYPE html>')
    const { text } = await write({ truncated: 1 })
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it('lateApply resets now and acts within 8 s', async () => {
    const { status, applied, made } = await write({ lateApply: 1 })
    expect({ status, applied }).toEqual({ status: null, applied: false })
    expect(made.emulator.state().log[0]).toMatchObject({ outcome: 'ok', applied: true, dropped: true })
    await made.clock.advance(8000)
    expect(made.emulator.state().fulfillments).toHaveLength(1)
  })

  it('slow waits by the clock', async () => {
    const made = bench({}, { slow: 1, slowMs: 4000 })
    let answered = false
    const answer = read(made).then(() => (answered = true))
    await made.clock.advance(1900)
    expect(answered).toBe(false)
    await made.clock.advance(4200)
    await answer
    expect(answered).toBe(true)
  })

  it('after a write leaves reads alone', async () => {
    const made = bench({}, { dropReplyAfterWrite: 1, serverErrorAfterWrite: 1 })
    expect(await read(made)).toBe(200)
  })

  it('can be aimed at operations', async () => {
    const made = bench({}, { dropReply: 1, dropReplyOn: ['inventorySetQuantities'] })
    expect(await read(made)).toBe(200)
    expect(await write({ dropReply: 1, dropReplyOn: ['fulfillmentCreate', 'inventorySetQuantities'] }, made)).toMatchObject({ status: null, applied: true })
  })

  it('can be one shop\'s', async () => {
    const made = bench()
    made.emulator.setFaults({ down: 1 }, 'other.myshopify.com')
    expect(await read(made)).toBe(200)
    made.emulator.setFaults({ unauthorized: 1 }, 'bench.myshopify.com')
    expect(await read(made)).toBe(401)
    made.emulator.setFaults({})
    expect(await read(made)).toBe(200)
  })

  it('comes with its probability, and the same with the same seed', async () => {
    const run = async (seed: number): Promise<(number | null)[]> => {
      const made = bench({}, { dropReply: 0.3 }, seed)
      const answers: (number | null)[] = []
      for (let index = 0; index < 200; index += 1) answers.push(await read(made))
      return answers
    }
    const [one, again, other] = [await run(7), await run(7), await run(8)]
    expect(one).toEqual(again)
    expect(one).not.toEqual(other)
    expect(one.filter((status) => status === null).length).toBeGreaterThan(40)
    expect(one.filter((status) => status === null).length).toBeLessThan(80)
  })

  it.each([{ dropReply: 2 }, { dropReply: '1' }, { dropReply: -1 }, { other: 1 }, { otherOn: [] }, { dropReplyOn: 'all' }, { searchLag: -1 }])('%j is refused', (faults) => {
    expect(() => bench().emulator.setFaults(faults as Partial<Faults>)).toThrow('faults:')
  })

  it('that is put replaces those before', () => {
    const { emulator } = bench({}, { dropReply: 0.5, searchLag: 1000 })
    emulator.setFaults({ throttle: 0.1 })
    expect(emulator.faults()).toMatchObject({ dropReply: 0, searchLag: 0, throttle: 0.1 })
  })
})
