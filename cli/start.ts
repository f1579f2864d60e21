import { Command, Option } from 'commander'
import { run } from '../app/run.ts'
import type { Io } from './io.ts'
import { flagsOf } from './session.ts'

/** The hub in this process, as `npm start` runs it. */
export function start(io: Io): Command {
  return new Command('start').description('run the hub here, from the environment or .env')
    .addHelpText('before', 'Examples:\n  crossdock start\n  CROSSDOCK_PORT=9000 crossdock start\n')
    .addOption(new Option('--roles <roles>', 'api, worker, or both (MongoDB only)'))
    .action(async (_given, command: Command) => {
      const { roles } = flagsOf<{ roles?: string }>(command)
      await run(roles === undefined ? io.variables : { ...io.variables, CROSSDOCK_ROLES: roles })
    })
}
