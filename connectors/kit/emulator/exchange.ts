/** One request to an emulator, by socket or in process. Names of headers are lower case. */
export interface EmulatorRequest {
  readonly method: string
  /** Whole address or path; the host is not looked at. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

export interface EmulatorReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** No answer: the socket was destroyed. In process it is thrown, with the code that a socket would give. */
export class ConnectionLost extends Error {
  readonly code = 'ECONNRESET'
  constructor() {
    super('socket hang up')
    this.name = 'ConnectionLost'
  }
}

/** A JSON answer. */
export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): EmulatorReply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) }
}

/** An HTML page: what comes from a proxy in front of a vendor. */
export function htmlReply(status: number, title: string): EmulatorReply {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

/** Header names in lower case, whoever made them. */
export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
