import { Command } from 'commander'
import { changeConnection } from './change-connection.ts'
import { connections } from './connections.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { init } from './init.ts'
import { inventory } from './inventory.ts'
import type { Io } from './io.ts'
import { login } from './login.ts'
import { mappings } from './mappings.ts'
import { migrate } from './migrate.ts'
import { orders } from './orders.ts'
import { start } from './start.ts'

/** The whole command line. Nothing runs until it is parsed. `isSilent`: what is wrong with it is only thrown, for a script to be told as an object. */
export function program(io: Io, version: string, isSilent = false): Command {
  const top = new Command('crossdock').description('The hub between merchants\' stores and a 3PL\'s fulfillment centers').version(version)
    .option('--json', 'one JSON object, or one a line for lists').option('--plain', 'tab-separated, without a head').option('--no-input', 'never ask: a missing answer is an error that names its flag')
    .option('-q, --quiet', 'data and errors only').option('-v, --verbose', 'more of what went wrong').option('-y, --yes', 'yes to what would be asked')
    .option('--profile <name>', 'which login', 'default').option('--url <url>', 'address of the hub').option('--merchant <merchant>', 'whose (id or name), for an operator')
    .addHelpText('before', 'Examples:\n  crossdock init && crossdock start\n  crossdock login --url http://127.0.0.1:8080\n  crossdock orders list --status action-required\n  crossdock doctor\n')
    .addHelpText('after', '\nExit codes and everything else: docs/cli.md')
  for (const command of [init(io), login(io), start(io), migrate(io), demo(), doctor(io), connections(io).addCommand(changeConnection(io)), mappings(io), orders(io), inventory(io)]) top.addCommand(command)
  return strict(top, io, isSilent)
}

/** Faults are thrown, not ended with; what is written goes where it belongs. */
function strict(command: Command, io: Io, isSilent: boolean): Command {
  command.exitOverride().configureOutput({ writeOut: text => io.out(text), writeErr: text => io.err(text), outputError: (text, write) => { if (!isSilent) write(text.replace(/^error: /, '✗ ')) } }).showSuggestionAfterError().showHelpAfterError(isSilent ? false : '(--help shows examples)')
  for (const sub of command.commands) strict(sub, io, isSilent)
  return command
}
