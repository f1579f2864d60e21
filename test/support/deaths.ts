import type { Store } from '../../core/ports/store.ts'

/** Thrown by a store whose process is dead: everything after it throws too, so nobody can go on. */
export class Death extends Error {
  override readonly name = 'Death'
}

export interface Deaths { readonly store: Store; operations(): number; isDead(): boolean }

/** A store whose process dies at its `at`th operation: before it takes effect, or after it and before anybody hears. */
export function dyingStore(store: Store, at = Number.POSITIVE_INFINITY, when: 'before' | 'after' = 'before'): Deaths {
  let operations = 0
  let isDead = false
  const die = (): never => {
    isDead = true
    throw new Death(`died ${when} store operation ${operations}`)
  }
  const wrapped = new Proxy(store, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function' || name === 'close') return method
      return async (...args: unknown[]) => {
        if (isDead) die()
        operations += 1
        const mine = operations
        if (mine === at && when === 'before') die()
        const result: unknown = await Reflect.apply(method, target, args)
        if (mine === at) die()
        return result
      }
    },
  })
  return { store: wrapped, operations: () => operations, isDead: () => isDead }
}
