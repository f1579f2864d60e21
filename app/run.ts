import { styleText } from 'node:util'
import { BadEnvironment, settingsOf, type Variables } from '../config/load.ts'
import { compose, type Running } from './compose.ts'
import { StoreRefused } from '../stores/open.ts'
import { connectors } from './hub.ts'

const EXIT = { done: 0, fault: 1, environment: 3 } as const
/** How long work underway has to end or be given back (I22). */
const STOP_MS = 25_000

/** Starts the hub, and ends this process when it is told to: the first signal stops cleanly, a second one at once. */
export async function run(variables: Variables): Promise<void> {
  const started = await attempt(variables)
  if (!started) return
  onSignals(started)
  process.stderr.write(`${styleText('bold', 'Crossdock is open.', { stream: process.stderr })}  ${started.url ?? 'working without an API'}\n`)
  if (started.notes.length > 0) process.stderr.write(`${started.notes.map(note => `  ${note}\n`).join('')}`)
}

async function attempt(variables: Variables): Promise<Running | null> {
  try {
    return await compose(settingsOf(variables, [...connectors.keys()]))
  } catch (error) {
    process.stderr.write(`${wordsOf(error)}\n`)
    process.exitCode = error instanceof BadEnvironment || isRefused(error) ? EXIT.environment : EXIT.fault
    return null
  }
}

const isRefused = (error: unknown): boolean => Error.isError(error) && (error instanceof StoreRefused || (error as NodeJS.ErrnoException).code === 'EADDRINUSE')

function wordsOf(error: unknown): string {
  if (error instanceof BadEnvironment) return error.message
  if (Error.isError(error) && (error as NodeJS.ErrnoException).code === 'EADDRINUSE') return 'The port is taken. To mend: set CROSSDOCK_PORT to a free one, or 0 for any.'
  if (isRefused(error)) return `The store refuses to open: ${(error as Error).message}`
  return `Could not start: ${Error.isError(error) ? error.stack ?? error.message : String(error)}`
}

function onSignals(running: Running): void {
  let isStopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(signal === 'SIGINT' ? 130 : 143)
    isStopping = true
    process.stderr.write('Stopping: no new work, what is underway ends or is given back. Once more ends at once.\n')
    const late = setTimeout(() => process.exit(EXIT.fault), STOP_MS)
    running.stop().then(() => EXIT.done, () => EXIT.fault).then(code => {
      clearTimeout(late)
      process.exit(code)
    }).catch(() => process.exit(EXIT.fault))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
