import { Command } from 'commander'
import { migrateStore, StoreRefused } from '../app/migrate.ts'
import { CliError, EXIT } from './exit.ts'
import { type Io, say } from './io.ts'
import { flagsOf } from './session.ts'

/** What a start after an update asks for: a start only checks. */
export function migrate(io: Io): Command {
  return new Command('migrate').description('bring the store of this environment up to this version; stop the hub first')
    .addHelpText('before', 'Examples:\n  crossdock migrate --dry-run\n  crossdock migrate\n  CROSSDOCK_STORE=sqlite:./data/crossdock.db crossdock migrate\n')
    .option('--plan', 'say what would be made anew, and change nothing').option('--dry-run', 'the same')
    .action(async (_given, command: Command) => {
      const flags = flagsOf<{ plan?: boolean }>(command)
      const isPlan = Boolean(flags.plan || flags.dryRun)
      const kinds = await migrateStore(io.variables, isPlan).catch((error: unknown) => {
        if (error instanceof StoreRefused) throw new CliError(EXIT.environment, 'store_refused', error.message, { hint: 'a running hub has to be stopped first; nothing was changed', cause: error })
        throw error
      })
      if (flags.json) io.out(`${JSON.stringify(isPlan ? { wouldDerive: kinds } : { derived: kinds })}\n`)
      if (isPlan && kinds.length > 0) return say(io, flags, `would make lists and indexes anew: ${kinds.join(', ')}`)
      say(io, flags, kinds.length === 0 ? 'The store is of this version already.' : `Lists and indexes made anew: ${kinds.join(', ')}. Start the hub.`)
    })
}
