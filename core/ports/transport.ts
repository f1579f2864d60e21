/** One outbound HTTP request, whatever library made it. The only way anything leaves towards a vendor. */
export interface WireRequest { method: string; url: string; headers: Record<string, string>; body: string | null }
export interface WireAnswer { status: number; headers: Record<string, string>; body: string }

/**
 * Sends and answers, or throws `TransportError`. Follows no redirect, stops at 10 MB and at the signal.
 * `sent: no` = the vendor surely saw nothing; `maybe` = it may have acted.
 */
export type Transport = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>

export class TransportError extends Error {
  readonly sent: 'no' | 'maybe'
  constructor(message: string, sent: 'no' | 'maybe', options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'TransportError'
    this.sent = sent
  }
}
