import { type Kind, KINDS, type KindSpec, type Records, type Scalar } from '../core/ports/records.ts'

/** A record of any kind, as an adapter sees it. */
export type AnyRecord = Records[Kind] & { readonly merchantId?: string | null }

/** What a record is stored under and found by; a copy, so that nothing the caller does later can change it. */
export interface Draft {
  readonly kind: Kind
  readonly merchantId: string
  readonly id: string
  readonly columns: ReadonlyMap<string, Scalar | null>
  readonly words: readonly string[]
}

/** The specification of a kind, for code that is the same for all kinds. */
export const specOf = (kind: Kind): KindSpec<AnyRecord> => KINDS[kind] as unknown as KindSpec<AnyRecord>

/** Computes key, columns and words; a record that gives something else than text and numbers is the caller's fault alone. */
export function draftOf(kind: Kind, record: AnyRecord): Draft {
  const spec = specOf(kind)
  const columns = new Map<string, Scalar | null>()
  for (const name in spec.columns) {
    const value: unknown = spec.columns[name]?.(record) ?? null
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') throw new TypeError(`${kind}.${name} is neither text nor number`)
    columns.set(name, value === null ? null : textOrNumber(value))
  }
  const words = spec.terms ? [...new Set(spec.terms.words(record).map(wellFormed))] : []
  return { kind, merchantId: merchantOf(kind, record.merchantId), id: idOf(record.id), columns, words }
}

/** The merchant a key begins with: '' for a global kind, which no merchant's id can be. */
export function merchantOf(kind: Kind, merchantId: string | null | undefined): string {
  if (KINDS[kind].scope === 'global') return ''
  if (!merchantId) throw new TypeError(`${kind} belong to a merchant, and none is named`)
  return wellFormed(merchantId)
}

export function idOf(id: unknown): string {
  if (typeof id !== 'string') throw new TypeError('an id is text')
  return wellFormed(id)
}

/** Text as UTF-8 can keep it: half a surrogate pair becomes U+FFFD, in what is stored and in what is asked for alike. */
export const wellFormed = (text: string): string => (text.isWellFormed() ? text : text.toWellFormed())

export const textOrNumber = (value: Scalar): Scalar => (typeof value === 'string' ? wellFormed(value) : value)
