import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { CliError, EXIT } from './exit.ts'

const SCRIPT = join(import.meta.dirname, '..', 'sandbox', 'demo.ts')

/** Hands over to the sandbox, which is a program of its own. */
export function demo(): Command {
  return new Command('demo').description('hub, stand-ins, shoppers, warehouse and carriers on this machine (needs a clone)')
    .addHelpText('before', 'Examples:\n  crossdock demo\n  crossdock demo --speed 60 --orders 100\n')
    .allowUnknownOption().argument('[flags...]', 'as npm run demo takes them: --ready-file --port --speed --orders --orders-per-minute --seed --store --keep --quiet')
    .action(async (_given, _flags, command: Command) => {
      if (!existsSync(SCRIPT)) throw new CliError(EXIT.environment, 'no_sandbox', 'The published package carries no sandbox.', { hint: 'clone the repository, then: npm ci && npm run demo' })
      const child = spawn(process.execPath, [SCRIPT, ...command.args], { stdio: 'inherit' })
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      child.on('error', reject)
      child.on('exit', (code, signal) => resolve(signal ? EXIT.interrupted : code ?? EXIT.fault))
      process.exitCode = await promise
    })
}
