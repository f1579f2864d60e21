/** Virtual time: what happens next, in the order of its time, then of its asking. */
export interface Timeline {
  now(): number
  /** Runs `run` at `time` (not before now); the answer takes it back. */
  at(time: number, run: () => void): () => void
  after(ms: number, run: () => void): () => void
  /** Carries out the next happening and moves time to it; false where nothing is left, or nothing up to `until`. */
  step(until: number): boolean
}

interface Happening { at: number; order: number; run: (() => void) | null }

export function timeline(start: number): Timeline {
  const heap: Happening[] = []
  let now = start
  let order = 0
  const at = (time: number, run: () => void): (() => void) => {
    const happening: Happening = { at: Math.max(time, now), order: order++, run }
    push(heap, happening)
    return () => { happening.run = null }
  }
  return {
    now: () => now,
    at,
    after: (ms, run) => at(now + Math.max(0, ms), run),
    step: (until) => {
      for (;;) {
        const [first] = heap
        if (!first || first.at > until) {
          now = Math.max(now, until)
          return false
        }
        pop(heap)
        const { run } = first
        if (!run) continue
        now = first.at
        first.run = null
        run()
        return true
      }
    },
  }
}

const isBefore = (a: Happening, b: Happening): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)

function push(heap: Happening[], happening: Happening): void {
  let index = heap.push(happening) - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!isBefore(happening, heap[parent]!)) break
    heap[index] = heap[parent]!
    index = parent
  }
  heap[index] = happening
}

function pop(heap: Happening[]): void {
  const last = heap.pop()!
  const { length } = heap
  if (length === 0) return
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= length) break
    if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++
    if (!isBefore(heap[child]!, last)) break
    heap[index] = heap[child]!
    index = child
  }
  heap[index] = last
}
