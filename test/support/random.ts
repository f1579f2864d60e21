import type { Random } from '../../core/ports/clock.ts'

/** Chance from a seed: the seed is the reproduction. Not for secrets. */
export class SeededRandom implements Random {
  #state: number
  #ids = 0
  readonly #now: () => number
  readonly #node: string

  constructor(seed: number, now: () => number = () => 0) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 2_654_435_761) | 0
    this.#now = now
    // Several processes draw from seeds of their own and must never make the same id.
    this.#node = hex(this.#draw(), 8) + hex(this.#draw(), 8).slice(0, 4)
  }

  next(): number {
    return this.#draw() / 4_294_967_296
  }

  bytes(size: number): Uint8Array {
    return Uint8Array.from({ length: size }, () => this.#draw() >>> 24)
  }

  /** A uuid v7 by the virtual time; the counter makes it strictly increasing. */
  id(): string {
    this.#ids += 1
    const time = hex(Math.floor(this.#now() / 65_536) % 4_294_967_296, 8) + hex(Math.floor(this.#now()) % 65_536, 4)
    const count = hex(this.#ids, 6)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.slice(0, 3)}-8${count.slice(3)}-${this.#node}`
  }

  /** A whole number, `from` and `to` included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1))
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!
  }

  shuffle<T>(list: readonly T[]): T[] {
    const left = [...list]
    return list.map(() => left.splice(Math.floor(this.next() * left.length), 1)[0]!)
  }

  // mulberry32
  #draw(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return (t ^ (t >>> 14)) >>> 0
  }
}

function hex(value: number, size: number): string {
  return (value >>> 0).toString(16).padStart(size, '0').slice(-size)
}
