import { type Store, StoreUnavailable } from '../../core/ports/store.ts'
import type { Fate, Life } from './life.ts'

const WRITES = new Set(['insert', 'insertMany', 'replace', 'replaceMany', 'remove'])
const OPERATIONS = ['insert', 'insertMany', 'replace', 'replaceMany', 'remove', 'get', 'getMany', 'list', 'count', 'search'] as const

/**
 * A store as one life of a process sees it. An operation takes effect when it is begun, as one step; its answer comes
 * later, so two processes interleave at every operation. Dying before it: no effect. Dying after it, or while the answer
 * is on its way: the effect stands and nobody is told.
 */
export function mortalStore(store: Store, life: Life, fate: Fate): Store {
  const real = store as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  const run = (name: string, args: unknown[]): Promise<unknown> => {
    if (!life.isAlive) return never()
    const what = `${name} ${String(args[0])}`
    const blow = fate.meet({ life, seam: 'store', what, isWrite: WRITES.has(name) })
    if (blow === 'die_before') life.die(`before ${what}`)
    if (!life.isAlive) return never()
    if (blow === 'pause') life.stand(fate.pause())
    const effect = blow === 'refuse' ? Promise.reject(new StoreUnavailable('busy', 'a fault of the simulation')) : real[name]!(...args)
    if (blow === 'die_after') life.die(`after ${what}`)
    return answered(life, effect, fate.latency('store'))
  }
  return Object.fromEntries([
    ['close', () => Promise.resolve()],
    ...OPERATIONS.map((name) => [name, (...args: unknown[]) => run(name, args)]),
  ]) as unknown as Store
}

export const never = <T>(): Promise<T> => Promise.race<T>([])

/** The outcome of `effect`, told to this life after `ms`; never where it has died by then. */
export function answered<T>(life: Life, effect: Promise<T>, ms: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  effect.then(
    (value) => { life.resume(ms, () => resolve(value)) },
    (error: unknown) => { life.resume(ms, () => reject(error)) },
  )
  return promise
}
