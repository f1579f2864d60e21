import type { Ref } from '../../core/model/ids.ts'

/** A gid of this type from a gid or a bare number, as webhooks write ids; null where it is neither. */
export function gidOf(value: unknown, type: string): Ref | null {
  const digits = digitsOf(typeof value === 'string' ? value.replace(`gid://shopify/${type}/`, '') : value)
  return digits && `gid://shopify/${type}/${digits}`
}

export function digitsOf(value: unknown): string | null {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  return /^\d{1,20}$/.test(text) ? text : null
}

/** An object inside a body; empty where there is none. */
export function inside(body: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = body[key]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
