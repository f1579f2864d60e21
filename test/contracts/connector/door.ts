import { assert, expect, it } from 'vitest'
import type { Inbound } from '../../../core/ports/connector.ts'
import { type Bench, draftOf } from './cases.ts'

/** What comes in is verified, and a hint is read again through the source. */
export function doorCases(bench: () => Bench): void {
  const place = async (): Promise<string> => (await bench().far.placeOrders(1, [{ sku: bench().far.items[0]!.sku, quantity: 1 }]))[0]!
  const door = () => bench().far.connector.door ?? expect.fail('no door')

  it('takes a delivery that the vendor signed, and reads what it hints at', async () => {
    const { far, host } = bench()
    const ref = await place()
    const delivery = far.delivery(ref)
    expect(await door().verify(delivery, far.at, host)).toBe(true)
    const inbound = door().read(delivery, far.at)
    assert(isInbound(inbound))
    expect(inbound).toHaveLength(1)
    const [hint] = inbound
    assert(hint?.is === 'changed')
    expect((await draftOf(bench(), hint.ref)).ref).toBe(ref)
  })

  it('gives a repeated delivery the same event, and another body another one', async () => {
    const { far } = bench()
    const [a, b] = [far.delivery(await place()), far.delivery(await place())]
    const idOf = (delivery: typeof a): string => { const read = door().read(delivery, far.at); return isInbound(read) ? (read[0]?.eventId ?? '') : '' }
    expect(idOf(a)).toBe(idOf({ ...a, receivedAt: a.receivedAt + 60_000 }))
    expect(idOf(a)).not.toBe(idOf(b))
    expect(idOf(a)).not.toBe('')
  })

  it('verifies nothing that was changed, or that has no signature', async () => {
    const { far, host } = bench()
    const delivery = far.delivery(await place())
    const changed = { ...delivery, body: Buffer.concat([delivery.body, Buffer.from(' ')]) }
    expect(await door().verify(changed, far.at, host)).toBe(false)
    expect(await door().verify({ ...delivery, headers: {} }, far.at, host)).toBe(false)
  })

  it.each(['', 'no JSON', '[]', '"text"', 'null', '{}', '['.repeat(10_000), '\uFEFF{"id":1}'])('refuses a body like %.20j, and does not throw', async (body) => {
    const { far } = bench()
    const answer = door().read({ ...far.delivery(await place()), body: Buffer.from(body) }, far.at)
    expect(isInbound(answer) ? answer : answer.status).toBeOneOf([400, 422])
  })
}

function isInbound(read: readonly Inbound[] | { status: number }): read is readonly Inbound[] {
  return Array.isArray(read)
}
