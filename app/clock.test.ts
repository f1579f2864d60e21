import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoClock, type Pace, realClock } from './clock.ts'
import { machineRandom } from './random.ts'

let folder = ''
const write = (pace: Pace): string => {
  const file = join(folder, 'clock.json')
  writeFileSync(`${file}.new`, JSON.stringify(pace))
  renameSync(`${file}.new`, file)
  return file
}
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-clock-')) })
afterEach(() => rmSync(folder, { recursive: true }))

describe('the clock', () => {
  it('takes a wait back, ends one at its signal, and refuses one whose signal is over', async () => {
    const clock = realClock()
    let ran = 0
    clock.after(1, () => { ran++ })()
    const stop = new AbortController()
    const sleep = clock.sleep(60_000, stop.signal)
    stop.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
    await expect(clock.sleep(1, stop.signal)).rejects.toThrow('enough')
    await clock.sleep(5)
    expect(ran).toBe(0)
  })

  it('runs at the demo\'s pace', async () => {
    const clock = demoClock(write({ real: Date.now(), virtual: 1_000_000, speed: 100 }))
    const before = clock.now()
    expect(before - 1_000_000).toBeLessThan(60_000)
    await clock.sleep(2_000)
    expect(clock.now() - before).toBeGreaterThanOrEqual(2_000)
    clock.close()
  })

  it('arms every wait anew when the file is replaced', async () => {
    const start = Date.now()
    const clock = demoClock(write({ real: start, virtual: 0, speed: 1 }))
    const hour = clock.sleep(3_600_000)
    write({ real: Date.now(), virtual: 3_600_000, speed: 10 })
    await hour
    expect(clock.now()).toBeGreaterThanOrEqual(3_600_000)
    expect(Date.now() - start).toBeLessThan(10_000)
    clock.close()
  })

  it('refuses a file that is no clock', () => {
    expect(() => demoClock(write({ real: 0, virtual: 0, speed: 0 }))).toThrow('speed above 0')
  })
})

it('gives ids that strictly increase', () => {
  const ids = Array.from({ length: 2_000 }, () => machineRandom.id())
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(machineRandom.bytes(32)).toHaveLength(32)
})
