import { Command } from 'commander'
import { client } from './client.ts'
import { terminalOf } from '../config/terminal.ts'
import { CliError, EXIT } from './exit.ts'
import { ask, askSecret, type Io, say, secretFile } from './io.ts'
import { one } from './print.ts'
import { keep } from './profile.ts'
import { flagsOf } from './session.ts'

/** Tries the token before it is kept. */
export function login(io: Io): Command {
  return new Command('login').description('keep a hub\'s address and a token for this user (mode 0600)')
    .addHelpText('before', 'Examples:\n  crossdock login --url https://hub.example.com\n  crossdock login --url http://127.0.0.1:8080 --secret-file token.txt\n  pass crossdock | crossdock login --url http://127.0.0.1:8080 --secret-file -\n')
    .option('--secret-file <file>', 'file with the token, or - for stdin').option('--dry-run', 'try the token, keep nothing')
    .action(async (_given, command: Command) => {
      const flags = flagsOf<{ secretFile?: string }>(command)
      const url = flags.url ?? terminalOf(io.variables).url ?? await ask(io, flags, 'Address of the hub', '--url', 'http://127.0.0.1:8080')
      if (!URL.canParse(url)) throw new CliError(EXIT.usage, 'bad_url', `"${url}" is no address.`, { hint: 'write http://127.0.0.1:8080' })
      const token = flags.secretFile === undefined ? await askSecret(io, flags, 'Token (cd_…)', '--secret-file') : await secretFile(io, flags.secretFile)
      const session = await client({ url, token }, io).call('getSession', { query: {} })
      say(io, flags, flags.dryRun ? `would keep it as "${flags.profile}"; the hub takes the token` : `Kept in ${keep(io.variables, flags.profile, { url, token })}.`)
      one(io, flags, session, { token: session.token.name, role: session.token.role, merchant: session.merchantId ?? 'the 3PL itself', hub: session.hub.version })
    })
}
