/** Seeded randomness: the same seed gives the same run. */
export interface EmulatorRandom {
  /** 0 ≤ x < 1 */
  next(): number
  /** True with probability `p`. Draws nothing at 0 or 1, so that a fault that is off does not move the others. */
  chance(p: number): boolean
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number
  pick<L extends readonly [unknown, ...unknown[]]>(list: L): L[number]
  hex(length: number): string
  /** A stream of its own, so that what is drawn for one purpose does not move another. */
  fork(purpose: string): EmulatorRandom
}

/** Mulberry32 over a seed. */
export function seededRandom(seed: number | string): EmulatorRandom {
  let state = typeof seed === 'number' ? Math.imul(seed | 0, 0x9e3779b1) : hash(seed)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const integer = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    integer,
    chance: (p) => (p <= 0 ? false : p >= 1 ? true : next() < p),
    between: (low, high) => low + next() * (high - low),
    pick: (list) => list[integer(0, list.length - 1)] ?? list[0],
    hex: (length) => Array.from({ length }, () => integer(0, 15).toString(16)).join(''),
    fork: (purpose) => seededRandom(`${seed}:${purpose}`),
  }
}

function hash(text: string): number {
  let sum = 0x811c9dc5
  for (const letter of text) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return sum | 0
}
