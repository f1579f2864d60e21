import { Command } from 'commander'
import type { Answer } from '../server/schema.ts'
import type { Client } from './client.ts'
import { named } from './connections.ts'
import { CliError, EXIT } from './exit.ts'
import type { Flags, Io } from './io.ts'
import { say } from './io.ts'
import { comparedInWords } from './walk.ts'
import { typed } from './next.ts'
import { list, one, sayNone } from './print.ts'
import { centerNames, connect, flagsOf, merchantOf } from './session.ts'

type Row = Answer<'listInventory'>['data'][number]
type Compared = Answer<'compareStock'>['rows'][number]

export function inventory(io: Io): Command {
  const group = new Command('inventory').description('stock, and what stores are told of it')
  group.addHelpText('before', 'Examples:\n  crossdock inventory list --sku MUG-STEEL\n  crossdock inventory compare main\n')
  group.command('list').description('units by SKU and center').option('--sku <sku>', 'only this one').option('--limit <n>', 'how many', '50').option('--cursor <cursor>', 'go on after an earlier list')
    .action(async (_given, command: Command) => listed(io, flagsOf<{ sku?: string; limit: string; cursor?: string }>(command)))
  group.command('compare <connection>').description('store and hub side by side; changes nothing')
    .action(async (name: string, _given, command: Command) => compared(io, flagsOf(command), name))
  group.command('push <connection>').description('read, decide and tell the store again; all of it, or some items').option('--item <item...>', 'only these items of the store').option('--dry-run', 'read and show which numbers the store would be told, tell nothing')
    .action(async (name: string, _given, command: Command) => pushed(io, flagsOf<{ item?: string[] }>(command), name))
  return group
}

async function listed(io: Io, flags: Flags & { sku?: string; limit: string; cursor?: string }): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  const page = await hub.call('listInventory', { query: { ...merchant, limit: flags.limit, ...(flags.sku === undefined ? {} : { sku: flags.sku }), ...(flags.cursor === undefined ? {} : { cursor: flags.cursor }) } })
  const centers = flags.json ? new Map<string, string>() : await centerNames(hub)
  list<Row>(io, flags, page.data, { SKU: row => row.sku, CENTER: row => centers.get(row.centerId) ?? row.centerId, 'ON HAND': row => row.onHand, HELD: row => row.held, FREE: row => row.free, SHORT: row => (row.short ? 'short' : ''), COUNTED: row => row.countedAt })
  sayNone(io, flags, page.data, flags.sku === undefined ? 'Nothing was ever counted or received here.' : `No units of ${flags.sku} were ever counted or received here: --sku takes the whole SKU, as crossdock inventory list shows it.`)
  if (page.nextCursor) say(io, flags, `There are more. Next: --cursor ${page.nextCursor}`)
}

async function pushed(io: Io, flags: Flags & { item?: string[] }, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  if (flags.dryRun) return wouldPush(io, flags, hub, merchant, connection)
  const done = await hub.call('pushAgain', { body: { ...merchant, connectionId: connection.id, ...(flags.item === undefined ? {} : { items: flags.item }) } })
  if (flags.item !== undefined && done.numbers === 0) throw new CliError(EXIT.notFound, 'not_found', `No number of ${connection.name} can be told again for ${flags.item.join(', ')}.`, { hint: `items are called as crossdock mappings list ${typed(connection.name)} --kind items shows them; what is on its way, or kept back as many zeros, is left` })
  if (flags.json) return one(io, flags, done, {})
  say(io, flags, flags.item === undefined ? 'Every number is read and told again from now on.' : `${done.numbers} numbers are told again.`)
}

/** What differs now, and from what to what; refused where a push would be. The hub names the greatest differences. */
async function wouldPush(io: Io, flags: Flags & { item?: string[] }, hub: Client, merchant: { merchantId?: string }, connection: Answer<'getConnection'>): Promise<void> {
  if (!connection.roles.includes('inventory')) throw new CliError(EXIT.conflict, 'role_is_off', 'The inventory role of this connection is off.')
  if (connection.stockConfirmedAt === null) throw new CliError(EXIT.conflict, 'stock_not_confirmed', 'Nothing is told to this store before somebody confirmed the stock comparison.')
  const { rows, counts } = await hub.call('compareStock', { params: { id: connection.id }, query: merchant })
  const told = rows.filter(row => row.difference !== 0 && (flags.item?.includes(row.item) ?? true))
  const total = flags.item === undefined ? counts.different : told.length
  say(io, flags, `would tell ${connection.name} ${total} ${total === 1 ? 'number' : 'numbers'} that ${total === 1 ? 'differs' : 'differ'}${told.length < total ? `; the ${told.length} that differ most:` : ''}`)
  await differences(io, flags, hub, merchant, connection.id, told)
}

async function compared(io: Io, flags: Flags, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const { rows, counts, confirmedAt } = await hub.call('compareStock', { params: { id: connection.id }, query: merchant })
  say(io, flags, `${comparedInWords(counts)} ${confirmedAt === null ? 'Nothing is pushed before this was confirmed.' : `Confirmed ${confirmedAt}.`}`)
  await differences(io, flags, hub, merchant, connection.id, rows)
}

async function differences(io: Io, flags: Flags, hub: Client, merchant: { merchantId?: string }, id: string, rows: readonly Compared[]): Promise<void> {
  const locations = flags.json ? new Map<string, string>() : await locationNames(hub, merchant, id)
  list<Compared>(io, flags, rows, { SKU: row => row.sku, LOCATION: row => locations.get(row.location) ?? row.location, STORE: row => row.store, HUB: row => row.hub, DIFFERENCE: row => row.difference, '': row => (row.becomesZero ? 'would become 0' : row.drift === null ? '' : `changed at the store by ${row.drift}`) })
}

/** The store's locations by id, as the store calls them. */
async function locationNames(hub: Client, merchant: { merchantId?: string }, id: string): Promise<ReadonlyMap<string, string>> {
  const { data } = await hub.call('listLocations', { params: { id }, query: merchant })
  return new Map(data.map(({ location, name }) => [location, name || location]))
}
