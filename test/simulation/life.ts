import type { Timeline } from './timeline.ts'

/** One operation on a seam: numbered over the whole run, so that a death can be named by it. */
export interface Step { readonly life: Life; readonly seam: 'store' | 'vendor'; readonly what: string; readonly isWrite: boolean }

/** What meets an operation: death before it takes effect, death after it (its answer is lost), a stand-still, a refusal. */
export type Blow = 'none' | 'die_before' | 'die_after' | 'pause' | 'refuse'

/** Decides what meets an operation. Asked once for each, in the order in which they are begun. */
export interface Fate {
  meet(step: Step): Blow
  /** How long a stand-still takes, ms. */
  pause(): number
  /** How long an operation's answer takes, ms. */
  latency(seam: Step['seam']): number
}

/** One life of a hub process: after its end nothing that it began goes on. */
export interface Life {
  readonly name: string
  readonly isAlive: boolean
  /** How far its clock is off, ms. */
  readonly skew: number
  /** Resolves at its end. */
  readonly ended: Promise<void>
  die(why: string): void
  /** It stands still for so long: what would go on is late. */
  stand(ms: number): void
  /** Goes on with `run` after `ms`, later where it stands still by then, never where it has died. */
  resume(ms: number, run: () => void): () => void
}

export function newLife(name: string, skew: number, timeline: Timeline, onDeath: (why: string) => void): Life {
  let isAlive = true
  let still = 0
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  return {
    name,
    skew,
    ended,
    get isAlive() { return isAlive },
    die: (why) => {
      if (!isAlive) return
      isAlive = false
      onDeath(why)
      end()
    },
    stand: (ms) => { still = Math.max(still, timeline.now() + ms) },
    resume: (ms, run) => {
      let cancel = (): void => {}
      const go = (): void => {
        if (!isAlive) return
        if (still > timeline.now()) cancel = timeline.at(still, go)
        else run()
      }
      cancel = timeline.after(ms, go)
      return () => cancel()
    },
  }
}
