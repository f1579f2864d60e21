import Bottleneck from 'bottleneck'
import type { Limit } from '../../core/ports/connector.ts'

export function turnstileOf(limit: Limit): Turnstile | null {
  return limit.concurrent === undefined ? null : new Turnstile(limit.concurrent)
}

/**
 * At most `size` at once. Whoever finds room goes straight through; only those who must wait stand in Bottleneck's queue, because
 * its own timers are real ones and the simulation has none to spare.
 */
export class Turnstile {
  #free: number
  #next: (() => void) | null = null
  readonly #queue = new Bottleneck({ maxConcurrent: 1 })

  constructor(size: number) {
    this.#free = Math.max(1, size)
  }

  async pass<T>(run: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await this.#queue.schedule(async () => this.#room())
    try {
      return await run()
    } finally {
      const next = this.#next
      this.#next = null
      if (next) next()
      else this.#free += 1
    }
  }

  async #room(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    await new Promise<void>((resolve) => { this.#next = resolve })
  }
}
