import { connect, type Socket } from 'node:net'
import type { Sample } from '../arms.ts'
import { eventOf, type SignedDelivery } from '../delivery.ts'

/** Where a measured server listens; always on this machine. */
export interface Target { readonly port: number; readonly path: string }

const HEAD_END = Buffer.from('\r\n\r\n')
/** Nothing measured here may run longer than this, whatever was asked for. */
const LONGEST_MS = 60_000

/**
 * As many requests as the far side takes: each connection sends its next one when the answer is there. Requests are prepared
 * buffers in which only the event's id and time are written anew; a general client builds all 6 kB again for each id, on the core that the
 * server needs. With one id for all, autocannon and this reach the same rate (measured at the bare server).
 */
export async function saturate({ port, path }: Target, delivery: SignedDelivery, nextId: () => string, { connections, ms }: { connections: number; ms: number }): Promise<Sample> {
  const took: number[] = []
  let errors = 0
  const began = performance.now()
  const end = began + Math.min(ms, LONGEST_MS)
  await Promise.all(Array.from({ length: connections }, async () => {
    const event = (): string => linesOf(eventOf(nextId()))
    const before = `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${linesOf(delivery.headers)}content-length: ${delivery.body.length}\r\n`
    const request = Buffer.concat([Buffer.from(`${before}${event()}\r\n`), delivery.body])
    const eventAt = Buffer.byteLength(before)
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    try {
      await new Promise<void>((resolve, reject) => {
        let sentAt = 0
        const send = (): void => {
          request.write(event(), eventAt, 'latin1')
          sentAt = performance.now()
          socket.write(request)
        }
        const answered = onAnswer(status => {
          const now = performance.now()
          if (status === 200) took.push(now - sentAt)
          else errors += 1
          if (now < end) send()
          else resolve()
        })
        socket.once('connect', send)
        socket.on('data', answered)
        socket.once('error', reject)
        socket.once('close', () => reject(new Error('the far side closed the connection')))
      })
    } catch {
      errors += 1
    } finally {
      close(socket)
    }
  }))
  return sampleOf(took, performance.now() - began, errors)
}

const linesOf = (headers: Readonly<Record<string, string>>): string => Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')

/** Calls `told` with the status of each whole answer; answers have a content-length here. */
function onAnswer(told: (status: number) => void): (chunk: Buffer) => void {
  let held: Buffer | null = null
  return chunk => {
    const all: Buffer = held === null ? chunk : Buffer.concat([held, chunk])
    const headEnd = all.indexOf(HEAD_END)
    const head = headEnd === -1 ? '' : all.toString('latin1', 0, headEnd)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
    if (headEnd === -1 || all.length < headEnd + HEAD_END.length + length) {
      held = all
      return
    }
    held = null
    told(Number(head.slice(9, 12)))
  }
}

function close(socket: Socket): void {
  socket.removeAllListeners()
  socket.on('error', () => {})
  socket.destroy()
}

function sampleOf(took: number[], wall: number, errors: number): Sample {
  const sorted = Float64Array.from(took).sort()
  const at = (part: number): number | null => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? null
  return { perSecond: took.length / (wall / 1_000), done: took.length, p50: at(0.5), p99: at(0.99), max: at(1), cpu: null, errors }
}
