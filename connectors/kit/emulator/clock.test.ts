import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pacedClock } from './clock.ts'
import { demoClock, writePace } from './demo-clock.ts'
import { virtualClock } from './virtual-clock.ts'

const HOUR = 3_600_000

describe('the paced clock', () => {
  it('is the machine\'s where nothing else is said', () => {
    const clock = pacedClock()
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(20)
    clock.close()
  })

  it('runs at its pace', async () => {
    const clock = pacedClock({ real: Date.now(), virtual: 1_000_000, speed: 100 })
    const started = Date.now()
    await clock.sleep(5000)
    expect(clock.now()).toBeGreaterThanOrEqual(1_005_000)
    expect(Date.now() - started).toBeLessThan(10_000)
    clock.close()
  })

  it('arms every wait anew when its pace changes', async () => {
    const clock = pacedClock({ real: Date.now(), virtual: 0, speed: 1 })
    const slept = clock.sleep(HOUR)
    clock.setPace({ real: Date.now(), virtual: HOUR, speed: 1 })
    await slept
    expect(clock.now()).toBeGreaterThanOrEqual(HOUR)
    clock.close()
  })

  it('takes a wait back, and ends a sleep with its signal', async () => {
    const clock = pacedClock({ real: Date.now(), virtual: 0, speed: 1000 })
    let ran = 0
    clock.after(1000, () => (ran += 1))()
    const stop = new AbortController()
    const slept = clock.sleep(HOUR, stop.signal)
    stop.abort(new Error('enough'))
    await expect(slept).rejects.toThrow('enough')
    await expect(clock.sleep(1, AbortSignal.abort(new Error('before')))).rejects.toThrow('before')
    await clock.sleep(2000)
    expect(ran).toBe(0)
    clock.close()
  })
})

describe('the demo\'s clock', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'clock-'))
    file = join(folder, 'clock.json')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('follows its file: virtual + (real now - real) x speed', async () => {
    writePace(file, { real: Date.now() - 1000, virtual: 5_000_000, speed: 10 })
    const clock = demoClock(file)
    expect(clock.now()).toBeGreaterThanOrEqual(5_010_000)
    expect(clock.now()).toBeLessThan(5_020_000)
    const slept = clock.sleep(10 * HOUR)
    writePace(file, { real: Date.now(), virtual: 5_000_000 + 11 * HOUR, speed: 10 })
    await slept
    expect(clock.now()).toBeGreaterThan(5_000_000 + 10 * HOUR)
    clock.close()
  })

  it('agrees with another one when it is advanced', async () => {
    writePace(file, { real: Date.now(), virtual: 0, speed: 10 })
    const [one, other] = [demoClock(file), demoClock(file)]
    const slept = other.sleep(HOUR)
    one.advance(60)
    expect(one.now()).toBeGreaterThanOrEqual(HOUR)
    await slept
    expect(Math.abs(one.now() - other.now())).toBeLessThan(500)
    one.close()
    other.close()
  })

  it('refuses a file that is none', () => {
    writeFileSync(file, '{"real":1,"virtual":2}')
    expect(() => demoClock(file)).toThrow('expected { real, virtual, speed }')
    expect(() => demoClock(join(folder, 'absent'))).toThrow('ENOENT')
  })

  it('keeps its pace while the file is broken', () => {
    writePace(file, { real: Date.now(), virtual: 7_000_000, speed: 1 })
    const clock = demoClock(file)
    writeFileSync(file, 'half a fi')
    expect(clock.now()).toBeGreaterThanOrEqual(7_000_000)
    clock.close()
  })
})

describe('the virtual clock', () => {
  it('runs what falls due in order, with what that arms', async () => {
    const clock = virtualClock(0)
    const seen: string[] = []
    clock.after(30, () => seen.push(`c ${clock.now()}`))
    clock.after(10, () => {
      seen.push(`a ${clock.now()}`)
      clock.after(5, () => seen.push(`b ${clock.now()}`))
    })
    clock.after(200, () => seen.push('never'))
    await clock.advance(100)
    expect(seen).toEqual(['a 10', 'b 15', 'c 30'])
    expect(clock.now()).toBe(100)
  })
})
