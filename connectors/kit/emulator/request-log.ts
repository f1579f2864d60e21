import type { RequestFault } from './faults.ts'

/** One request as the far end saw it. */
export interface LogEntry {
  readonly seq: number
  /** RFC 3339, virtual time. */
  readonly at: string
  /** The account (shop) that it was for; null where the token was nobody's. */
  readonly account: string | null
  /** The vendor's operation, several of one document joined by a comma. */
  readonly operation: string
  /** What the caller named the document. */
  readonly name: string | null
  readonly kind: 'read' | 'write'
  readonly variables: unknown
  /** What the vendor decided: ok, refused (user errors), replayed, denied, invalid, throttled, unauthorized, unanswered … */
  readonly outcome: string
  /** Whether it was carried out (a refusal by the vendor's rules counts as carried out). */
  readonly applied: boolean
  /** Whether the caller got no answer. */
  readonly dropped: boolean
  readonly fault: RequestFault | null
}

/** The full log, and counts by operation. */
export interface RequestLog {
  /** Writes the entry down; the answer corrects its outcome, for what is carried out later. */
  add(entry: Omit<LogEntry, 'seq'>): (outcome: string) => void
  entries(account?: string, after?: number): readonly LogEntry[]
  /** Requests received by operation. */
  counts(account?: string): Record<string, number>
  clear(): void
}

export function requestLog(): RequestLog {
  let log: (Omit<LogEntry, 'outcome'> & { outcome: string })[] = []
  let seq = 0
  const entries = (account?: string, after = 0): readonly LogEntry[] =>
    log.filter((entry) => entry.seq > after && (account === undefined || entry.account === account))
  return {
    add: (entry) => {
      seq += 1
      const written = { seq, ...entry }
      log.push(written)
      return (outcome) => {
        written.outcome = outcome
      }
    },
    entries,
    counts: (account) => {
      const counts: Record<string, number> = {}
      for (const { operation } of entries(account)) for (const each of operation.split(',')) counts[each] = (counts[each] ?? 0) + 1
      return counts
    },
    clear: () => {
      log = []
      seq = 0
    },
  }
}
