import { Command, Option } from 'commander'
import { named } from './connections.ts'
import { settingsOf } from './credentials.ts'
import { checks } from './checks.ts'
import { CliError, EXIT } from './exit.ts'
import { type Flags, type Io, say } from './io.ts'
import { one } from './print.ts'
import { connect, flagsOf } from './session.ts'
import { chosenOf } from './show-connection.ts'

interface Change { name?: string; set?: string[]; importWhen?: 'paid' | 'any'; tellWhen?: 'labeled' | 'handed_over'; buffer?: string; mode?: 'observe' | 'live' }

/** `connections change`: what a person chose of a connection, one by one; what is not named stays as it is. */
export function changeConnection(io: Io): Command {
  return new Command('change').argument('<connection>').description('its name, mode and settings, one by one; what is not named stays')
    .option('--set <field=value...>', 'settings of the connector, as in notifyCustomer=no').addOption(new Option('--import-when <when>', 'which orders are imported').choices(['paid', 'any'])).addOption(new Option('--tell-when <when>', 'when the store is told of a shipment').choices(['labeled', 'handed_over']))
    .option('--buffer <units>', 'units of each SKU that are kept back from the store').option('--name <name>', 'what you call it').addOption(new Option('--mode <mode>', 'observe (sends nothing) or live').choices(['observe', 'live'])).option('--dry-run', 'say what would be changed')
    .action(async (name: string, _given, command: Command) => changed(io, flagsOf<Change>(command), name))
}

async function changed(io: Io, flags: Flags & Change, typed: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, typed)
  const card = (await hub.call('listConnectors', { query: {} })).data.find(({ id }) => id === connection.connector)
  const set = card ? settingsOf(card, flags.set ?? []) : {}
  const { name, importWhen, tellWhen, mode } = flags
  const patch = {
    ...(name !== undefined && { name }), ...(importWhen && { importWhen }), ...(tellWhen && { tellWhen }), ...(mode && { mode }), ...(flags.buffer !== undefined && { buffer: unitsOf(flags.buffer) }),
    ...(Object.keys(set).length > 0 && { settings: { ...connection.settings, ...set } }),
  }
  if (Object.keys(patch).length === 0) throw new CliError(EXIT.usage, 'nothing_to_change', 'Nothing was named that is to be changed.', { hint: 'crossdock connections change --help' })
  if (flags.dryRun) return say(io, flags, `would change ${JSON.stringify(patch)}`)
  // Settings are written as a whole: one that somebody else changed meanwhile is not to be put back.
  const { checks: found, ...after } = await hub.call('patchConnection', { params: { id: connection.id }, body: { ...merchant, ...patch }, ifMatch: connection.version })
  checks(io, flags, found)
  one(io, flags, after, { connection: after.name, mode: after.mode, ...chosenOf(after) })
}

/** Units of a SKU, none or more. */
export function unitsOf(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new CliError(EXIT.usage, 'bad_units', `"${text}" is no number of units.`)
  return Number(text)
}
