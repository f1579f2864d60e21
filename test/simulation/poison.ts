import type { FarEnd } from './mortal-transport.ts'

/** One order that fails for ever, whatever is tried: `read` breaks what is read of it, `write` every write about it. */
export interface Poison {
  /** Ids that belong to the poisoned order; empty until it is placed. */
  ids: readonly string[]
  readonly kind: 'read' | 'write'
}

export function poisonedFarEnd(farEnd: FarEnd, poison: Poison): FarEnd {
  return async (request) => {
    const body = request.body ?? ''
    const isAbout = poison.ids.some((id) => body.includes(id))
    if (poison.kind === 'write' && isAbout && /mutation/.test(body)) return { status: 500, headers: { 'content-type': 'application/json' }, body: '{"errors":"Internal Server Error"}' }
    const answer = await farEnd(request)
    if (poison.kind === 'write' || !poison.ids.some((id) => answer.body.includes(id))) return answer
    const parsed: unknown = JSON.parse(answer.body)
    spoil(parsed, poison.ids)
    return { ...answer, body: JSON.stringify(parsed) }
  }
}

/** An order of that id loses what every order has. */
function spoil(value: unknown, ids: readonly string[]): void {
  if (typeof value !== 'object' || value === null) return
  const { id, lineItems } = value as Record<string, unknown>
  if (typeof id === 'string' && ids.some((one) => id.endsWith(`/Order/${one}`)) && lineItems !== undefined) Object.assign(value, { lineItems: 'poison', updatedAt: null })
  for (const inner of Object.values(value)) spoil(inner, ids)
}
