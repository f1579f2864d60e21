import { expect, it } from 'vitest'
import { START, VirtualClock } from './clock.ts'
import { SeededRandom } from './random.ts'

it('runs timers in the order of their time, and lets each come to rest before the next', async () => {
  const clock = new VirtualClock()
  const seen: string[] = []
  const chain = async (name: string): Promise<void> => {
    for (let step = 0; step < 20; step += 1) await new Promise((resolve) => { setImmediate(resolve) })
    seen.push(`${name} at ${clock.now() - START}`)
  }
  clock.after(20, () => void chain('second'))
  clock.after(10, () => void chain('first'))
  clock.after(10, () => void chain('tied'))
  clock.after(15, () => { seen.push('never') })()
  await clock.advance(100)
  expect(seen).toEqual(['first at 10', 'tied at 10', 'second at 20'])
  expect(clock.now()).toBe(START + 100)
})

it('wakes a sleeper in time, and rejects one whose signal is given', async () => {
  const clock = new VirtualClock()
  const stop = new AbortController()
  const stopped = clock.sleep(1000, stop.signal).catch((error: unknown) => error)
  stop.abort('enough')
  expect(await stopped).toBe('enough')
  await clock.settle(clock.sleep(5000))
  expect(clock.now()).toBe(START + 5000)
  await expect(clock.settle(new Promise(() => {}))).rejects.toThrow('nothing is left')
})

it('is the same run again for the same seed', () => {
  const draw = (seed: number): unknown[] => {
    const random = new SeededRandom(seed, () => START)
    return [random.next(), random.id(), random.id(), [...random.bytes(4)], random.shuffle([1, 2, 3, 4])]
  }
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  const [first, second] = [draw(3)[1], draw(3)[2]] as string[]
  expect(first! < second!).toBe(true)
  expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
})
