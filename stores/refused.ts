/**
 * A store that cannot keep its promises does not open. `in_use`: another process has it · `outdated`: `crossdock migrate` brings
 * it up to date · `newer`: made by a later version · `unsafe`: the database will not do what durability needs · `unknown`: no such store.
 */
export class StoreRefused extends Error {
  readonly code: 'in_use' | 'outdated' | 'newer' | 'unsafe' | 'unknown'
  constructor(code: StoreRefused['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StoreRefused'
    this.code = code
  }
}
