import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { paired, type Sample, spreadOf } from './arms.ts'
import { type BenchOptions, isGood, type Judged } from './bench.ts'
import { BODY_BYTES, eventIds, signedDelivery } from './delivery.ts'
import { ingest, targetsOf as targetsOfIngest } from './ingest.ts'
import { paced, targetsOf as targetsOfPaced } from './paced.ts'
import { tables } from './report.ts'

// One tiny rotation of each bench, so that it goes on running. What it measures is judged by `npm run bench` alone.
let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-')) })
afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

const tiny = (): BenchOptions => ({ folder, repetitions: 1, turnMs: 200, restMs: 0, warmTurns: 1, execArgv: [] })
const sample = (perSecond: number, p99: number | null = null): Sample => ({ perSecond, done: 1, p50: null, p99, max: null, cpu: null, errors: 0 })

/** What must be so in any run, however slow the machine: every arm did something, nothing failed, everything answered is stored. */
function faultsOf({ samples, targets, told }: Judged): string[] {
  return [
    ...Object.entries(samples).flatMap(([name, all]) => (all.length === 1 && all.every(({ perSecond, errors }) => perSecond > 0 && errors === 0) ? [] : [`${name}: ${JSON.stringify(all)}`])),
    ...targets.filter(({ measured }) => !Number.isFinite(measured.median)).map(({ what }) => `${what} is no number`),
    ...told.filter(({ isFault }) => isFault).map(({ text }) => text),
  ]
}

it('takes deliveries in beside a bare server and the parts of the floor, and stores all that were answered', async () => {
  const judged = await ingest(tiny())
  expect(faultsOf(judged)).toEqual([])
  expect(Object.keys(judged.samples)).toEqual(['echo', 'hub', 'hmac', 'insert64'])
  expect(tables(judged)).toContain('hub / composed floor')
}, 90_000)

it('paces deliveries beside a bare server and a log that is copied inside commits', async () => {
  const judged = await paced({ ...tiny(), turnMs: 1_000 })
  expect(faultsOf(judged)).toEqual([])
  expect(Object.keys(judged.samples)).toEqual(['echo', 'hub', 'inline'])
}, 90_000)

it('signs a body of the size that the targets name, and gives each event id once', () => {
  expect(signedDelivery().body.length).toBe(BODY_BYTES)
  const ids = eventIds()
  expect(new Set(Array.from({ length: 1_000 }, () => ids.next())).size).toBe(ids.given())
})

it('takes ratios within a repetition, and their median', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 })
  expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5)
  const samples = { a: [sample(10), sample(100)], b: [sample(20), sample(100)] }
  expect(paired(samples, of => of('a').perSecond / of('b').perSecond)).toEqual({ median: 0.75, min: 0.5, max: 1 })
})

it('composes the floor of echo, signature and a share of a group', () => {
  // 1/(1/100 + 1/200 + 1/200) = 50 a second.
  const targets = targetsOfIngest({ hub: [sample(40)], echo: [sample(100)], hmac: [sample(200)], insert64: [sample(200)] })
  expect(targets.map(({ measured, isMet }) => [measured.median.toFixed(2), isMet])).toEqual([['0.40', true], ['0.80', true]])
})

it('fails only for a median that misses, an answer that was an error, or a delivery that is not there', () => {
  const judge = (p99s: readonly [number, number, number], errors = 0, isFault = false): boolean => {
    const [echo, hub, inline] = p99s
    const samples = { echo: [{ ...sample(1, echo), errors }], hub: [sample(1, hub)], inline: [sample(1, inline)] }
    return isGood({ name: 'paced', what: '', samples, targets: targetsOfPaced(samples), told: [{ text: '', isFault }] })
  }
  expect(judge([6, 21, 42])).toBe(true)
  expect(judge([6, 22, 60])).toBe(false)
  expect(judge([6, 21, 41])).toBe(false)
  expect(judge([6, 21, 42], 1)).toBe(false)
  expect(judge([6, 21, 42], 0, true)).toBe(false)
})
