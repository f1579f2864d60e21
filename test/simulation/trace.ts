/** What happened in a run: always a sum over it (two runs of a seed must have the same), and lines for those who read along. */
export interface Trace {
  /** A happening of the run: enters the sum; shown where somebody reads along. */
  note(who: string, what: string): void
  readonly length: number
  readonly sum: number
}

/** `show` gets every line with its virtual time. */
export function traceOf(now: () => number, show: ((line: string) => void) | null): Trace {
  const start = now()
  let sum = 0x811c9dc5
  let length = 0
  return {
    note: (who, what) => {
      length += 1
      sum = add(add(sum, who), what)
      sum = Math.imul(sum ^ (Math.round((now() - start) * 1000) | 0), 0x01000193)
      show?.(`${clockTime(now() - start)}  ${who.padEnd(10)} ${what}`)
    },
    get length() { return length },
    get sum() { return sum >>> 0 },
  }
}

function add(sum: number, text: string): number {
  let mixed = sum
  for (let index = 0; index < text.length; index++) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193)
  return mixed
}

/** Minutes, seconds and milliseconds since the start. */
export function clockTime(ms: number): string {
  const whole = Math.floor(ms)
  const part = (value: number, digits: number): string => String(value).padStart(digits, '0')
  return `${part(Math.floor(whole / 60_000), 3)}:${part(Math.floor(whole / 1000) % 60, 2)}.${part(whole % 1000, 3)}`
}
