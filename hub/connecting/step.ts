import type { Stored } from '../../core/ports/store.ts'

/** `waiting`: for a person, as `next` says. `running`: by itself. `fault`: it cannot go on until that is mended. */
export type StepState = 'done' | 'waiting' | 'running' | 'fault'

/** One step of connecting a store: how it stands, in words and in numbers, and what to do next. Each can be done again at any time. */
export interface Step<N extends string, F> { step: N; state: StepState; says: string; next: string | null; found: F }

/** As many as an answer names; the rest is a number. */
export const NAMED = 250

export type Connection = Stored<'connections'>

export const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
export const listed = (names: readonly string[]): string => (names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', '))
