import { Command, Option } from 'commander'
import { unitsOf } from './change-connection.ts'
import { named } from './connections.ts'
import { CliError, EXIT } from './exit.ts'
import { type Flags, type Io, paint, say } from './io.ts'
import { items, locationRow, locations, MAPPING_KINDS, type MappingKind, methodRow, methods, shipOptions, type Target } from './mapping-rows.ts'
import { typed } from './next.ts'
import { list, one, sayNone } from './print.ts'
import { centerNames, connect, flagsOf } from './session.ts'
import type { Client } from './client.ts'

interface Chosen { kind: MappingKind; inactive?: boolean; buffer?: string; preview?: boolean; unmapped?: boolean }

export function mappings(io: Io): Command {
  const group = new Command('mappings').description('what a store\'s methods, items and locations mean here')
  group.addHelpText('before', 'Examples:\n  crossdock mappings list main --unmapped\n  crossdock mappings preview main "Express Saver" 2-day-express\n  crossdock mappings set main "Express Saver" 2-day-express\n  crossdock mappings set main East Allentown,Reno --kind locations\n  crossdock mappings set main item-17 same --kind items --buffer 3\n  crossdock mappings undo main\n')
  const kind = () => new Option('--kind <kind>', 'of what').choices([...MAPPING_KINDS]).default('ship-options')
  group.command('list <connection>').description('the store\'s names, and what each means').addOption(kind()).option('--unmapped', 'only those that mean nothing yet')
    .action(async (name: string, _given, command: Command) => listed(io, flagsOf<Chosen>(command), name))
  group.command('set <connection> <name> <means>').description('a ship option, a SKU, or centers parted by commas; "none" takes it away, "same" leaves an item its SKU, "theirs": somebody else ships from that location').addOption(kind()).option('--inactive', 'a method: kept, but its orders wait').option('--buffer <units>', 'an item: units kept back of it at this store').option('--preview', 'say which held orders would go on, and change nothing').option('--dry-run', 'the same')
    .action(async (name: string, theirs: string, ours: string, _given, command: Command) => set(io, flagsOf<Chosen>(command), name, theirs, ours))
  group.command('preview <connection> <name> <means>').description('which held orders would go on; changes nothing').addOption(kind()).option('--inactive', 'a method: kept, but its orders wait')
    .action(async (name: string, theirs: string, ours: string, _given, command: Command) => set(io, { ...flagsOf<Chosen>(command), preview: true }, name, theirs, ours))
  group.command('undo <connection>').description('take the last save back; orders that went on by it are held again until picking begins').addOption(kind()).option('--dry-run', 'change nothing')
    .action(async (name: string, _given, command: Command) => undone(io, flagsOf<Chosen>(command), name))
  return group
}

async function targetOf(hub: Client, flags: Flags, name: string): Promise<Target & { name: string }> {
  const { merchant, connection } = await named(hub, flags, name)
  return { merchant, id: connection.id, name: connection.name }
}

async function listed(io: Io, flags: Flags & Chosen, name: string): Promise<void> {
  const hub = connect(io, flags)
  const target = await targetOf(hub, flags, name)
  const none = flags.unmapped ? `Every one of the ${flags.kind} is mapped.` : `No ${flags.kind} are known yet: crossdock connections setup ${typed(target.name)} says why.`
  if (flags.kind === 'items') {
    const rows = (await items(hub, target)).filter(row => !flags.unmapped || row.sku === null || row.twice)
    return shown(io, flags, rows, { ITEM: row => row.item, NAME: row => row.name, SKU: row => row.sku, '': row => (row.twice ? 'twice' : row.chosen ? 'chosen' : '') }, none)
  }
  if (flags.kind === 'locations') {
    const centers = flags.json ? new Map<string, string>() : await centerNames(hub)
    const rows = (await locations(hub, target)).filter(row => !flags.unmapped || (row.centerIds.length === 0 && row.ours))
    return shown(io, flags, rows, { LOCATION: row => row.name, CENTERS: row => row.centerIds.map(id => centers.get(id) ?? id).join(', ') || null, '': row => (row.foreign ? 'another app\'s' : row.ours ? '' : 'not yours'), ID: row => row.location }, none)
  }
  const options = new Map((await shipOptions(hub)).map(option => [option.id, option]))
  // A method's orders wait for either: each is said.
  const off = ({ shipOptionId, active }: { shipOptionId: string | null; active: boolean }): string =>
    [...(active ? [] : ['mapping off']), ...(shipOptionId !== null && options.get(shipOptionId)?.active === false ? ['ship option off'] : [])].join(', ')
  const rows = (await methods(hub, target)).filter(row => !flags.unmapped || row.shipOptionId === null)
  shown(io, flags, rows, { METHOD: row => row.method, 'SHIP OPTION': row => (row.shipOptionId === null ? null : options.get(row.shipOptionId)?.name ?? row.shipOptionId), '': off, 'FIRST SEEN': row => row.seenAt }, none)
}

function shown<T>(io: Io, flags: Flags, rows: readonly T[], columns: Parameters<typeof list<T>>[3], none: string): void {
  list(io, flags, rows, columns)
  sayNone(io, flags, rows, none)
}

async function set(io: Io, flags: Flags & Chosen, name: string, theirs: string, ours: string): Promise<void> {
  const hub = connect(io, flags)
  const target = await targetOf(hub, flags, name)
  const params = { id: target.id }
  const isPreview = flags.preview || flags.dryRun
  if (flags.kind === 'locations') {
    const row = await locationRow(hub, target, theirs, ours)
    if (isPreview && row.ours === false) return say(io, flags, `would leave out the orders that the store means to ship from ${theirs}`)
    if (isPreview) return say(io, flags, `would put ${row.centerIds.length} ${row.centerIds.length === 1 ? 'center' : 'centers'} behind ${theirs}; no order waits for that`)
    const { data: [saved] } = await hub.call('putLocations', { params, body: { ...target.merchant, data: [row] } })
    return one(io, flags, saved ?? {}, { location: saved?.name, centers: saved?.centerIds.length, ...(saved?.ours === false && { orders: 'left out: somebody else ships from there' }) })
  }
  if (flags.kind === 'items') {
    const data = [{ item: theirs, ...(ours !== 'same' && { sku: ours === 'none' ? null : ours }), ...(flags.buffer !== undefined && { buffer: unitsOf(flags.buffer) }) }]
    const named = async <A>(answer: Promise<A>): Promise<A> => answer.catch((error: unknown) => { throw itemFault(error, target.name) })
    if (isPreview) return previewed(io, flags, await named(hub.call('previewItems', { params, body: { ...target.merchant, data } })))
    const { data: [saved] } = await named(hub.call('putItems', { params, body: { ...target.merchant, data } }))
    return one(io, flags, saved ?? {}, { item: saved?.item, sku: saved?.sku, buffer: saved?.buffer, twice: saved?.twice ? 'yes: others have this SKU too' : 'no' })
  }
  const data = [await methodRow(hub, theirs, ours, !flags.inactive)]
  const known = await methods(hub, target)
  if (known.length > 0 && !known.some(({ method }) => method === theirs)) say(io, flags, `No order has come with the method “${theirs}” yet. Known: ${known.slice(0, 20).map(({ method }) => `“${method}”`).join(', ')}.`)
  if (isPreview) return previewed(io, flags, await hub.call('previewMethods', { params, body: { ...target.merchant, data } }))
  const { data: [saved], freed } = await hub.call('putMethods', { params, body: { ...target.merchant, data } })
  one(io, flags, { ...saved, freed }, { method: saved?.method, means: ours, orders: `${freed} went on` })
}

/** Items go by the store's own ids, which nobody guesses. */
const itemFault = (error: unknown, connection: string): unknown => (error instanceof CliError && error.code === 'invalid_input' && error.fields.some(({ field }) => /item/.test(field))
  ? new CliError(error.exit, error.code, error.message, { hint: `crossdock mappings list ${typed(connection)} --kind items shows the store's ids`, fields: error.fields, cause: error })
  : error)

interface Preview { frees: number; stays: number; orders: { number: string; frees: boolean; reasons: string[] }[] }

function previewed(io: Io, flags: Flags, preview: Preview): void {
  if (flags.json) return one(io, flags, preview, {})
  list(io, flags, preview.orders, { ORDER: order => order.number, '': order => (order.frees ? paint(io, 'green', 'goes on') : 'stays'), WHY: order => order.reasons.join(', ') })
  say(io, flags, `Frees ${preview.frees}, ${preview.stays} ${preview.stays === 1 ? 'stays' : 'stay'} held. Nothing was changed.`)
}

async function undone(io: Io, flags: Flags & Chosen, name: string): Promise<void> {
  const hub = connect(io, flags)
  const target = await targetOf(hub, flags, name)
  if (flags.dryRun) return say(io, flags, `would take the last save of ${flags.kind} of ${target.name} back`)
  const route = ({ 'ship-options': 'undoMethods', items: 'undoItems', locations: 'undoLocations' } as const)[flags.kind]
  const { rows } = await hub.call(route, { params: { id: target.id }, body: target.merchant })
  if (rows === 0) throw new CliError(EXIT.conflict, 'nothing_to_undo', 'Nothing was taken back.')
  one(io, flags, { rows }, { connection: target.name, 'taken back': `${rows} ${rows === 1 ? 'row' : 'rows'}` })
}
