import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ReadName } from '../../core/ports/reads.ts'
import type { Kind, Scalar } from '../../core/ports/records.ts'
import type { Written } from '../../core/ports/store.ts'
import { figure } from '../support/effort.ts'
import type { Handles } from './store.ts'
import { allPages, any, type AnyStore, keyOf, newMerchant } from './store.handle.ts'
import { column, expected, type Sample, sample, specOf } from './store.samples.ts'

/** What the store must be after any sequence of calls from either handle: a Map, and what follows from the declarations. */
interface Model { merchantId: string; records: Map<string, Sample>; named: Map<string, Map<string, number>>; last: { call: (store: AnyStore) => Promise<Written>; answer: Written } | null; writes: number }
interface Real { stores: readonly [AnyStore, AnyStore] }
type Step = fc.AsyncCommand<Model, Real>

const STEP_KINDS = ['orders', 'feed', 'stockCommands'] as const satisfies readonly Kind[]
type StepKind = (typeof STEP_KINDS)[number]
const STEP_READS = ['ordersNewest', 'ordersUpdated', 'ordersWithTodo', 'feedNewest', 'feedOfSubject', 'stockCommandsByState'] as const satisfies readonly ReadName[]

const keyOfModel = (kind: Kind, id: string): string => `${kind} ${id}`

function step(name: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return { check: () => true, run, toString: () => name }
}

function write(kind: StepKind, does: 'insert' | 'replace' | 'remove', which: number, n: number, drift: number, handle: 0 | 1, isNamed: boolean): Step {
  return step(`${does} ${kind} id-${which} as ${n} version +${drift} by ${handle}${isNamed ? ' named' : ''}`, async (model, { stores }) => {
    const id = `id-${which}`
    const key = keyOfModel(kind, id)
    const old = model.records.get(key)
    const writeId = isNamed ? `write-${model.merchantId}-${(model.writes += 1)}` : undefined
    const record: Sample = { ...sample(kind, n, { merchantId: model.merchantId, id }), version: (old?.version ?? 0) + drift }
    const rival = uniqueRival(model, kind, record)
    const wanted = does === 'insert'
      ? old ? { is: 'duplicate', key: 'id' } : rival ? { is: 'duplicate', key: rival } : { is: 'done', version: 1 }
      : !old || drift !== 0 ? { is: 'conflict' } : does === 'replace' ? (rival ? { is: 'duplicate', key: rival } : { is: 'done', version: old.version + 1 }) : { is: 'done' }
    const call = (store: AnyStore): Promise<Written> => {
      if (does === 'insert') return store.insert(kind, record, writeId)
      return does === 'replace' ? store.replace(kind, record, writeId) : store.remove(kind, ...keyOf(kind, record), record.version)
    }
    const answer = await call(stores[handle])
    expect(answer).toMatchObject(wanted)
    model.last = isNamed && does !== 'remove' && answer.is === 'done' ? { call, answer } : null
    if (answer.is !== 'done') return
    if (does === 'remove') model.records.delete(key)
    else model.records.set(key, { ...record, version: answer.version, writeId: answer.writeId })
  })
}

function uniqueRival(model: Model, kind: Kind, record: Sample): string | null {
  for (const [name, columns] of Object.entries(specOf(kind).unique)) {
    const others = [...model.records].filter(([key, other]) => key.startsWith(`${kind} `) && other.id !== record.id)
    if (others.some(([, other]) => columns.every((at) => column(kind, other, at) === column(kind, record, at)))) return name
  }
  return null
}

const repeat = (handle: 0 | 1): Step => step(`repeat the last named write by ${handle}`, async (model, { stores }) => {
  if (model.last) expect(await model.last.call(stores[handle])).toEqual(model.last.answer)
})

const get = (kind: StepKind, which: number, handle: 0 | 1): Step => step(`get ${kind} id-${which} by ${handle}`, async (model, { stores }) => {
  const record: Sample = sample(kind, 0, { merchantId: model.merchantId, id: `id-${which}` })
  expect(await stores[handle].get(kind, ...keyOf(kind, record))).toEqual(model.records.get(keyOfModel(kind, record.id)) ?? null)
})

const list = (read: ReadName, limit: number, n: number, handle: 0 | 1): Step => step(`list ${read} by ${limit} like ${n} by ${handle}`, async (model, { stores }) => {
  const kind = read.startsWith('orders') ? 'orders' : read.startsWith('feed') ? 'feed' : 'stockCommands'
  const like: Sample = sample(kind, n, { merchantId: model.merchantId })
  const equal: Record<string, Scalar> = { merchantId: model.merchantId, hasTodo: 1, subject: column('feed', like, 'subject') ?? '', state: column('stockCommands', like, 'state') ?? '' }
  const wanted = expected(read, [...model.records].filter(([key]) => key.startsWith(`${kind} `)).map(([, record]) => record), equal)
  expect(await allPages(stores[handle], read, equal, { limit })).toEqual(wanted)
  expect(await stores[handle].count(read, equal)).toEqual({ value: wanted.length, capped: false })
})

const search = (word: string, prefix: boolean, handle: 0 | 1): Step => step(`search ${word}${prefix ? '…' : ''} by ${handle}`, async (model, { stores }) => {
  const isFound = (record: Sample): boolean => (specOf('orders').terms?.words(record) ?? []).some((term) => term === word || (prefix && word.length >= 3 && term.startsWith(word)))
  const wanted = expected('ordersNewest', [...model.records].filter(([key]) => key.startsWith('orders ')).map(([, record]) => record).filter(isFound), { merchantId: model.merchantId })
  expect((await stores[handle].search('orders', model.merchantId, [{ word, prefix }], { limit: 50 })).items).toEqual(wanted)
})

const handle = fc.constantFrom<0 | 1>(0, 1)
const kind = fc.constantFrom(...STEP_KINDS)
const which = fc.nat({ max: 6 })
const n = fc.nat({ max: 20 })
const drift = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1) })

const STEPS = [
  fc.tuple(kind, which, n, drift, handle, fc.boolean()).map(([...at]) => write(at[0], 'insert', at[1], at[2], at[3], at[4], at[5])),
  fc.tuple(kind, which, n, drift, handle, fc.boolean()).map(([...at]) => write(at[0], 'insert', at[1], at[2], at[3], at[4], at[5])),
  fc.tuple(kind, which, n, drift, handle, fc.boolean()).map(([...at]) => write(at[0], 'replace', at[1], at[2], at[3], at[4], at[5])),
  fc.tuple(kind, which, n, drift, handle).map(([...at]) => write(at[0], 'remove', at[1], at[2], at[3], at[4], false)),
  handle.map(repeat),
  fc.tuple(kind, which, handle).map(([...at]) => get(...at)),
  fc.tuple(fc.constantFrom(...STEP_READS), fc.integer({ min: 1, max: 5 }), n, handle).map(([...at]) => list(...at)),
  fc.tuple(fc.constantFrom('#10', '#101', '#1003', 'sku-', 'sku-3', 'gid', '50', 'short:SKU-1'), fc.boolean(), handle).map(([...at]) => search(...at)),
]

/** Any sequence of calls, from both handles. */
export function modelCases(handles: Handles): void {
  it('is what a map would be after any sequence of calls from either handle', async () => {
    const numRuns = figure({ short: 200, bounded: 1_000, full: 5_000 })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.commands(STEPS, { maxCommands: 40 }), async (commands) => {
        const model: Model = { merchantId: newMerchant(), records: new Map(), named: new Map(), last: null, writes: 0 }
        await fc.asyncModelRun(() => ({ model, real: { stores: [any(handles().a), any(handles().b)] as const } }), commands)
        runs += 1
      }),
      { numRuns },
    )
    expect(runs).toBe(numRuns)
  }, 120_000)
}
