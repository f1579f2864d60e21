/** Something that goes from state to state. `fault`: what must never be, in words, or null. `key`: states of one key are one state. */
export interface Model<S> {
  start(): S
  steps(state: S): Iterable<readonly [label: string, state: S]>
  fault(state: S): string | null
  key(state: S): string
}

/** Every state that can be reached; the first fault of each kind with the shortest way to it. */
export function explore<S>({ start, steps, fault, key }: Model<S>, limit = 2_000_000): { states: number; faults: Map<string, string[]> } {
  const first = start()
  const seen = new Set([key(first)])
  const labels: string[] = ['']
  const from: number[] = [-1]
  const faults = new Map<string, string[]>()
  let level: [S, number][] = [[first, 0]]
  while (level.length > 0) {
    const next: [S, number][] = []
    for (const [state, id] of level) {
      const found = fault(state)
      if (found !== null) {
        if (!faults.has(found)) faults.set(found, wayTo(id, labels, from))
        continue
      }
      for (const [label, after] of steps(state)) {
        const text = key(after)
        if (seen.has(text)) continue
        seen.add(text)
        from.push(id)
        next.push([after, labels.push(label) - 1])
      }
    }
    if (seen.size > limit) throw new RangeError(`more than ${limit} states: the model does not come to rest`)
    level = next
  }
  return { states: seen.size, faults }
}

function wayTo(id: number, labels: readonly string[], from: readonly number[]): string[] {
  const way: string[] = []
  for (let at = id; at > 0; at = from[at]!) way.unshift(labels[at]!)
  return way
}
