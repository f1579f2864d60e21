/** Values by number: the same value has the same number. */
export class Seen<T> {
  readonly values: T[] = []
  private readonly ids = new Map<string, number>()
  of(value: T, text = JSON.stringify(value)): number {
    const known = this.ids.get(text)
    if (known !== undefined) return known
    this.ids.set(text, this.values.push(value) - 1)
    return this.values.length - 1
  }
  at(id: number): T {
    return this.values[id]!
  }
}

/** Made once for each key. */
export function once(known: Map<number, number>, key: number, make: () => number): number {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
