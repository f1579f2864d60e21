import { Command, Option } from 'commander'
import type { Answer } from '../server/schema.ts'
import type { Client } from './client.ts'
import { CliError, EXIT } from './exit.ts'
import { actorNames, whatOf, whoOf } from './history.ts'
import { confirm, type Flags, type Io, paint, say } from './io.ts'
import { list, one } from './print.ts'
import { centerNames, connect, everything, flagsOf, merchantOf } from './session.ts'

type Listed = Answer<'listOrders'>['data'][number]
type Whole = Answer<'getOrder'>
const STATUSES = ['import_review', 'action_required', 'processing', 'shipped', 'cancelled', 'clean_sweep'] as const

export function orders(io: Io): Command {
  const group = new Command('orders').description('orders and what keeps them')
  group.addHelpText('before', 'Examples:\n  crossdock orders list --status action-required\n  crossdock orders show "#1001"\n  crossdock orders release "#1001"\n  crossdock orders list --json | jq -r .number\n')
  group.command('list').description('orders, newest first')
    .addOption(statusOption())
    .option('--q <words>', 'number, reference, SKU or tracking number').option('--limit <n>', 'how many', '50').option('--cursor <cursor>', 'go on after an earlier list')
    .action(async (_given, command: Command) => listed(io, flagsOf<{ status?: string; q?: string; limit: string; cursor?: string }>(command)))
  group.command('show <order>').description('where one order is, what it waits for and what happened to it; by number or id').action(async (order: string, _given, command: Command) => shown(io, flagsOf(command), order))
  for (const verb of VERBS) {
    const sub = group.command(`${verb.name} <order...>`).description(verb.says)
    if (verb.takesReason) sub.option('--reason <words>', 'why, for whoever reads it later')
    if (verb.name === 'cancel') sub.option('--unstarted', 'only what has not begun')
    sub.option('--dry-run', 'say which orders it would be, do nothing')
    sub.action(async (names: string[], _given, command: Command) => each(io, flagsOf<{ reason?: string; unstarted?: boolean }>(command), verb, names))
  }
  return group
}

interface Verb { readonly name: 'hold' | 'release' | 'retry' | 'cancel'; readonly says: string; readonly takesReason: boolean; readonly asks: boolean }
const VERBS: readonly Verb[] = [
  { name: 'hold', says: 'keep orders back until they are released', takesReason: true, asks: false },
  { name: 'release', says: 'let held orders go on', takesReason: false, asks: false },
  { name: 'retry', says: 'look again at what orders wait for', takesReason: false, asks: false },
  { name: 'cancel', says: 'cancel orders; from pick on it is refused', takesReason: true, asks: true },
]

/** As people write it, and as the API and `--json` do. */
function statusOption(): Option {
  const option = new Option('--status <status>', 'only these').choices(STATUSES.map(status => status.replaceAll('_', '-')))
  const { parseArg } = option
  return option.argParser((typed, before: unknown) => parseArg?.(typed.replaceAll('_', '-'), before))
}

async function listed(io: Io, flags: Flags & { status?: string; q?: string; limit: string; cursor?: string }): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  const status = STATUSES.find(known => known === flags.status?.replaceAll('-', '_'))
  const page = await hub.call('listOrders', { query: { ...merchant, limit: flags.limit, ...(status && { status }), ...(flags.q === undefined ? {} : { q: flags.q }), ...(flags.cursor === undefined ? {} : { cursor: flags.cursor }) } })
  list<Listed>(io, flags, page.data, {
    ORDER: order => order.number, STATUS: order => statusOf(order), WHY: order => order.reasons.map(reason => reason.message).join('; '), CHANNEL: order => order.channel, IMPORTED: order => order.importedAt, ID: order => order.id,
  })
  say(io, flags, `${page.data.length} ${page.data.length === 1 ? 'order' : 'orders'}${page.nextCursor ? ` shown, there are more. Next: --cursor ${page.nextCursor}` : '.'}`)
}

const statusOf = (order: Listed | Whole): string => [order.status, order.subStatus ?? order.holdKind].filter(word => word !== null).join(' · ').replaceAll('_', ' ')

/** How much of its timeline an order shows; the whole of it is in the API. */
const HISTORY = 100

async function shown(io: Io, flags: Flags, name: string): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  const order = await hub.call('getOrder', { params: { id: await idOf(hub, merchant, name) }, query: merchant })
  if (flags.json) return one(io, flags, order, {})
  const centers = await centerNames(hub)
  one(io, flags, order, {
    order: order.number, id: order.id, status: statusOf(order), why: order.reasons.map(reason => `${reason.message} (${reason.needs})`).join('; ') || null,
    channel: order.channel, imported: order.importedAt, 'ship option': order.shipOption?.name ?? null, method: order.method,
    lines: order.lines.map(line => `${line.quantity} × ${line.sku ?? line.name}`).join(', '),
    shipments: order.shipments.map(shipment => `${centers.get(shipment.centerId ?? '') ?? 'no center yet'}: ${[shipment.status, shipment.subStatus].filter(word => word !== null).join(' · ').replaceAll('_', ' ')}`).join(', ') || null,
    parcels: order.shipments.flatMap(shipment => shipment.parcels.filter(parcel => !parcel.voided).map(parcel => `${parcel.carrier} ${parcel.trackingNumber}`)).join(', ') || null,
    'store told': order.shipments.flatMap(shipment => shipment.pushes.map(push => `${push.channel}: ${push.state}${push.reason ? ` (${push.reason})` : ''}, ${push.at}`)).join('; ') || null,
  })
  if (flags.plain) return
  const { data } = await hub.call('orderTimeline', { params: { id: order.id }, query: { ...merchant, limit: HISTORY } })
  io.out('\n')
  const names = { centers, actors: await actorNames(hub, merchant) }
  list(io, flags, data, { WHEN: entry => entry.at, WHAT: entry => whatOf(entry, names), WHO: entry => whoOf(entry, names) })
}

/** An id as it is; a number or reference by search, which must find exactly one. */
async function idOf(hub: Client, merchant: { merchantId?: string }, name: string): Promise<string> {
  if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name)) return name
  // A number begins longer ones, which are newer: #1001 stands behind #10010 to #10019, and there may be hundreds.
  const data = await everything(cursor => hub.call('listOrders', { query: { ...merchant, q: name.replace(/^#/, ''), limit: 250, ...cursor } }))
  const exact = data.filter(order => order.number === name || order.number.replace(/^#/, '') === name.replace(/^#/, '') || order.links.some(link => link.externalId === name))
  const [found, ...others] = exact
  if (!found) throw new CliError(EXIT.notFound, 'not_found', `No order is called ${name}.`, { hint: `crossdock orders list --q ${name.replace(/^#/, '')}` })
  if (others.length > 0) throw new CliError(EXIT.usage, 'ambiguous', `${exact.length} orders are called ${name}: ${exact.map(order => order.id).join(', ')}.`, { hint: 'use the id' })
  return found.id
}

async function each(io: Io, flags: Flags & { reason?: string; unstarted?: boolean }, verb: Verb, names: readonly string[]): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  /** What was typed for each. */
  const typed = new Map<string, string>()
  for (const name of names) typed.set(await idOf(hub, merchant, name), name)
  const ids = [...typed.keys()]
  if (flags.dryRun) return say(io, flags, `would ${verb.name} ${ids.length}: ${[...typed.values()].join(', ')}`)
  if (verb.asks) await confirm(io, flags, `${verb.name} ${names.join(', ')}?`)
  const reason = verb.takesReason && flags.reason !== undefined ? { reason: flags.reason } : {}
  const [only] = ids
  if (ids.length === 1 && only !== undefined) {
    const body = { ...merchant, ...reason, ...(flags.unstarted ? { shipments: 'unstarted' as const } : {}) }
    const order = await hub.call(`${verb.name}Order`, { params: { id: only }, body })
    return one(io, flags, order, { order: order.number, status: statusOf(order) })
  }
  const { results } = await hub.call('bulkOrders', { body: { ...merchant, action: verb.name, ids, input: { ...reason, ...(flags.unstarted ? { shipments: 'unstarted' as const } : {}) } } })
  list(io, flags, results, { ORDER: row => typed.get(row.id) ?? row.id, '': row => paint(io, row.ok ? 'green' : 'red', row.ok ? '✓' : '✗'), RESULT: row => row.detail ?? row.code })
  const failed = results.filter(row => !row.ok).length
  if (failed > 0) throw new CliError(EXIT.partly, 'partly_done', `${failed} of ${results.length} were refused.`)
}
