/** A use case that was not carried out: `code` is stable and documented, `message` says in plain words why, `fields` which input. */
export interface Refused {
  is: 'refused'
  code: string
  message: string
  detail?: Record<string, unknown>
  fields?: { field: string; message: string }[]
}

export const refuse = (code: string, message: string, more: Pick<Refused, 'detail' | 'fields'> = {}): Refused => ({ is: 'refused', code, message, ...more })

/** The same for what is another's and for what never was. */
export const missing = (): Refused => refuse('not_found', 'There is nothing under this id that you may see.')
