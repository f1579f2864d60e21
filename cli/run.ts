import { CommanderError } from 'commander'
import { BadEnvironment } from '../config/load.ts'
import { CliError, EXIT, type Exit } from './exit.ts'
import type { Io } from './io.ts'
import { fault } from './print.ts'
import { program } from './program.ts'

/** Runs one command line; answers the exit, and never throws. */
export async function run(io: Io, args: readonly string[], version: string): Promise<Exit> {
  const flags = { json: args.includes('--json') }
  try {
    await program(io, version, flags.json).parseAsync(args, { from: 'user' })
    return EXIT.done
  } catch (error) {
    const told = io.signal.aborted ? new CliError(EXIT.interrupted, 'interrupted', 'Interrupted.', { cause: error }) : error
    if (told instanceof CommanderError) {
      // Without --json the parser has said it already, with the examples.
      if (flags.json && told.exitCode !== 0 && !told.code.includes('help')) fault(io, flags, wrongUse(told))
      return told.exitCode === 0 ? EXIT.done : EXIT.usage
    }
    const known = told instanceof CliError ? told : knownAs(told)
    fault(io, flags, known)
    if (args.includes('--verbose') || args.includes('-v')) io.err(`${told instanceof Error ? told.stack ?? told.message : String(told)}\n`)
    return known.exit
  }
}

const wrongUse = ({ message }: CommanderError): CliError => new CliError(EXIT.usage, 'wrong_use', message.replace(/^error: /, ''), { hint: '--help shows examples' })

function knownAs(error: unknown): CliError {
  if (error instanceof BadEnvironment) return new CliError(EXIT.environment, 'bad_environment', error.message, { hint: 'docs/operating.md has every setting', cause: error })
  const name = error instanceof Error ? error.name : typeof error
  return new CliError(EXIT.fault, 'unexpected', `Something went wrong here (${name}).`, { hint: 'run it again with --verbose, and tell us', requestId: crypto.randomUUID(), cause: error })
}
