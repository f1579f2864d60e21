import type { Host } from '../../../core/ports/connector.ts'
import type { Transport, WireAnswer, WireRequest } from '../../../core/ports/transport.ts'

export interface Scripted { host: Host; asked: WireRequest[]; learned: Parameters<Host['learn']>[] }

/** A host whose vendor says exactly this, one answer per request (`{ status, body, headers? }`, or a body with 200); asked more often, it fails the test. */
export function scripted(answers: readonly unknown[], now = 0): Scripted {
  const asked: WireRequest[] = []
  const learned: Scripted['learned'] = []
  const transport: Transport = async (request) => {
    const answer = answers[asked.length]
    asked.push(request)
    if (answer === undefined) throw new Error(`asked ${asked.length} times, ${answers.length} answers: ${request.body}`)
    return answerOf(answer)
  }
  return { asked, learned, host: hostOver(transport, now, learned) }
}

/** The barest host over a transport. */
export function hostOver(transport: Transport, now = 0, learned: Scripted['learned'] = []): Host {
  return {
    call: async (_operation, _kind, run) => run(transport, new AbortController().signal),
    learn: (...seen) => { learned.push(seen) },
    token: async () => 'shpat_granted',
    now: () => now,
    id: () => '00000000-0000-4000-8000-000000000001',
  }
}

function answerOf(answer: unknown): WireAnswer {
  const given = typeof answer === 'object' && answer !== null && 'status' in answer ? (answer as { status: number; body: unknown; headers?: Record<string, string> }) : { status: 200, body: answer }
  return { status: given.status, headers: { 'content-type': 'application/json', ...given.headers }, body: typeof given.body === 'string' ? given.body : JSON.stringify(given.body) }
}
