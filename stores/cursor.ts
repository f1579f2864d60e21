import { hash } from 'node:crypto'
import type { Scalar } from '../core/ports/records.ts'
import { BadCursor } from '../core/ports/store.ts'

/** Names a list: which read, with which values. A cursor carries it, so that it fits no other list. */
export const markOf = (read: string, values: readonly unknown[]): string => `${read}:${hash('sha256', JSON.stringify(values), 'base64url').slice(0, 12)}`

/** Where a page ended, opaque to everybody else. */
export const writeCursor = (mark: string, position: readonly Scalar[]): string => Buffer.from(JSON.stringify([mark, ...position])).toString('base64url')

/** The position in a cursor, null where there is none; throws `BadCursor` where it is garbage or of another list. */
export function readCursor(cursor: string | null | undefined, mark: string, length: number): readonly Scalar[] | null {
  if (cursor === null || cursor === undefined) return null
  const told = parse(cursor)
  if (!Array.isArray(told)) throw new BadCursor()
  const [of, ...position] = told as unknown[]
  if (of !== mark || position.length !== length || !position.every(isScalar)) throw new BadCursor()
  return position
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw new BadCursor()
  }
}

const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number'
