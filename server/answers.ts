import type { PageOf } from '../core/ports/store.ts'
import type { Refused } from '../hub/refused.ts'
import { notFound, Problem, refusal } from './problem.ts'

export const pageOf = (query: { limit: number; cursor?: string | undefined }): PageOf => ({ limit: query.limit, after: query.cursor ?? null })

/** A page of records as a page of what others see. */
export const paged = <T, V>(page: { items: readonly T[]; next: string | null }, view: (one: T) => V): { data: V[]; nextCursor: string | null } => ({ data: page.items.map(view), nextCursor: page.next })

/** What was saved; a refusal is thrown. A stale version is answered with the object as it is now (`current`). */
export async function saved<R>(result: { is: 'saved'; record: R } | Refused, current?: () => Promise<unknown>): Promise<R> {
  if (result.is === 'saved') return result.record
  if (result.code === 'stale_version' && current) throw new Problem('stale_version', result.message, { current: await current() })
  throw refusal(result)
}

/** Takes out what was not given: not given and undefined are two things to a patch. */
export const given = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== undefined && name !== 'merchantId')) as { [K in keyof T]?: Exclude<T[K], undefined> }

/** What was found; nothing, and another's, is 404. */
export function found<T>(one: T | null): T {
  if (one === null) throw notFound()
  return one
}
