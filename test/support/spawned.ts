import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
/** The Node that runs the program, and not the one that runs the tests. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node')

export interface Spawned {
  readonly child: ChildProcess
  out(): string
  err(): string
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>
  /** Resolves with the first match in what it says; rejects when it ends before. */
  says(pattern: RegExp, within?: number): Promise<RegExpExecArray>
}

/** A program of ours in a process of its own, by plain Node: no bundler, no transformer. */
export function spawned(script: string, args: readonly string[], options: { cwd?: string; env?: Record<string, string>; stdin?: string } = {}): Spawned {
  const child = spawn(NODE, [join(ROOT, script), ...args], { cwd: options.cwd ?? ROOT, env: { PATH: process.env['PATH'] ?? '', HOME: options.cwd ?? ROOT, ...options.env } })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text })
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text })
  child.stdin.on('error', () => {}).end(options.stdin ?? '')
  const ended = new Promise<number | string>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'nothing'))
  })
  const says = (pattern: RegExp, within = 20_000): Promise<RegExpExecArray> => {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
    const look = (): void => {
      const found = pattern.exec(`${out}\n${err}`)
      if (found) resolve(found)
    }
    for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
    look()
    const late = setTimeout(() => reject(new Error(`did not say ${pattern} within ${within} ms:\n${out}\n${err}`)), within)
    void ended.then(code => reject(new Error(`ended with ${code}:\n${out}\n${err}`)))
    return promise.finally(() => clearTimeout(late))
  }
  return { child, out: () => out, err: () => err, ended, says }
}
