import type { VendorError, VendorErrorKind } from '../../core/ports/connector.ts'

/**
 * What a fault of a write means. `again`: surely nothing happened, try later. `unsure`: it may have happened, ask first. `refused`: the
 * vendor said no. `reauth`: nothing goes on before a person mends the credentials.
 */
export type Verdict = 'again' | 'unsure' | 'refused' | 'reauth'

const VERDICTS: Readonly<Record<VendorErrorKind, Readonly<Record<VendorError['sent'], Verdict>>>> = {
  auth: { no: 'reauth', maybe: 'unsure', yes: 'reauth' },
  throttled: { no: 'again', maybe: 'unsure', yes: 'again' },
  unavailable: { no: 'again', maybe: 'unsure', yes: 'unsure' },
  malformed: { no: 'again', maybe: 'unsure', yes: 'unsure' },
  // Somebody else was there at the same time, perhaps we ourselves: the vendor knows.
  conflict: { no: 'again', maybe: 'unsure', yes: 'unsure' },
  rejected: { no: 'again', maybe: 'unsure', yes: 'refused' },
  'not-found': { no: 'again', maybe: 'unsure', yes: 'refused' },
}

export const verdictOf = (error: VendorError): Verdict => VERDICTS[error.kind][error.sent]

export interface Patience { tries: number; base: number; cap: number }

/** Weather passes: about two days. What is our own or the vendor's mistake does not pass by itself. */
const WEATHER: Patience = { tries: 200, base: 2_000, cap: 1_800_000 }
const MISTAKE: Patience = { tries: 8, base: 5_000, cap: 900_000 }

export function patienceWith(kind: VendorErrorKind): Patience {
  return kind === 'unavailable' || kind === 'throttled' ? WEATHER : MISTAKE
}
