import { Command } from 'commander'
import { resolve } from 'node:path'
import { AlreadyThere, install } from '../app/install.ts'
import { CliError, EXIT } from './exit.ts'
import { ask, type Io, say } from './io.ts'
import { flagsOf } from './session.ts'

/** Three questions at most, each with a default that serves. */
export function init(io: Io): Command {
  return new Command('init').description('write .env with a key, make the database and the first administrator')
    .addHelpText('before', 'Examples:\n  crossdock init\n  crossdock init --no-input --port 8080\n')
    .option('--store <url>', 'where records are kept').option('--port <port>', 'where the hub listens').option('--public-url <url>', 'https address that vendors reach').option('--dry-run', 'write nothing')
    .action(async (_given, command: Command) => {
      const flags = flagsOf<{ store?: string; port?: string; publicUrl?: string }>(command)
      const store = flags.store ?? await ask(io, flags, 'Where are records kept', '--store', 'sqlite:./data/crossdock.db')
      const port = flags.port ?? await ask(io, flags, 'Port', '--port', '8080')
      const publicUrl = flags.publicUrl ?? await ask(io, flags, 'Address that vendors reach (empty: the hub polls)', '--public-url', '')
      if (flags.dryRun) return say(io, flags, `would write ${resolve('.env')} for ${store}, port ${port}`)
      const made = await install(resolve('.'), { store, port, publicUrl }).catch((error: unknown) => {
        if (error instanceof AlreadyThere) throw new CliError(EXIT.conflict, 'already_there', error.message, { hint: 'take it away first, if you are sure: its key opens what is stored', cause: error })
        throw error
      })
      say(io, flags, `Wrote ${made.file} (readable by you only). Keep a copy of it: without its key nothing that was stored can be opened.\nThe first administrator's token, shown this once:`)
      io.out(flags.json ? `${JSON.stringify({ file: made.file, token: made.token })}\n` : `${made.token}\n`)
      say(io, flags, `Next:  crossdock start    and then  crossdock login --url ${port === '0' ? 'with the address that start shows' : `http://127.0.0.1:${port}`}`)
    })
}
