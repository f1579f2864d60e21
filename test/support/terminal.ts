import type { FastifyInstance } from 'fastify'
import type { Variables } from '../../config/load.ts'
import type { Io } from '../../cli/io.ts'
import { run } from '../../cli/run.ts'

export interface Terminal { readonly io: Io; out(): string; err(): string; run(...args: string[]): Promise<number> }

/** A terminal that nobody sits at: what was written is kept, nothing is asked. */
export function terminal(options: { variables?: Variables; fetch?: typeof fetch; stdin?: string; isInteractive?: boolean } = {}): Terminal {
  let out = ''
  let err = ''
  const io: Io = {
    out: text => { out += text },
    err: text => { err += text },
    stdin: async () => options.stdin ?? '',
    isInteractive: options.isInteractive ?? false, colour: false, variables: options.variables ?? {}, signal: new AbortController().signal,
    fetch: options.fetch ?? (async () => { throw new TypeError('no network here') }),
  }
  return {
    io, out: () => out, err: () => err,
    run: async (...args) => {
      out = ''
      err = ''
      return run(io, args, '0.0.0')
    },
  }
}

/** `fetch` into a server that listens to no socket. */
export function fetchInto(app: FastifyInstance): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const reply = await app.inject({ method: (init.method ?? 'GET') as 'GET', url: url.pathname + url.search, headers: init.headers as Record<string, string>, ...(typeof init.body === 'string' ? { payload: init.body } : {}) })
    return new Response(reply.body, { status: reply.statusCode, headers: { 'content-type': String(reply.headers['content-type']) } })
  }
}
