import { Command } from 'commander'
import type { Answer } from '../server/schema.ts'
import type { Client } from './client.ts'
import { credentialsOf, type Filled, newCredentialsOf } from './credentials.ts'
import { CliError, EXIT } from './exit.ts'
import { ask, type Flags, type Io, mayAsk, say } from './io.ts'
import { checks } from './checks.ts'
import { pause } from './pause.ts'
import { report } from './setup-report.ts'
import { showConnection } from './show-connection.ts'
import { startAtOf } from './start-at.ts'
import { stepOf } from './steps.ts'
import { setupOf, type Walk, walk } from './walk.ts'
import { typed } from './next.ts'
import { list, one, sayNone } from './print.ts'
import { connect, everything, flagsOf, merchantOf } from './session.ts'

type Connection = Answer<'getConnection'>
type Card = Answer<'listConnectors'>['data'][number]
const ROLES = ['orders', 'inventory', 'tracking', 'returns'] as const
type Role = (typeof ROLES)[number]
/** The others only write. */
const READING: ReadonlySet<Role> = new Set(['orders', 'inventory'])
interface AddFlags { name?: string; secretFile?: string; secretEnv?: string; set?: string[]; roles?: string; mode: 'observe' | 'live'; startAt?: string }

export function connections(io: Io): Command {
  const group = new Command('connections').description('a merchant\'s accounts at stores and tools')
  group.addHelpText('before', 'Examples:\n  crossdock connections add <connector>\n  crossdock connections add <connector> --name main --set field=value --secret-file secrets.txt\n  crossdock connections setup main\n  crossdock connections show main\n  crossdock connections check main\n  crossdock connections change main --set notifyCustomer=no --buffer 2\n  crossdock connections rotate main --secret-file secrets.txt\n  crossdock connections sync main --what orders --wait\n')
  group.command('add <connector>').description('connect, guided; credentials are asked for, or read from a file')
    .option('--name <name>', 'what you call it').option('--set <field=value...>', 'fields that are no secret').option('--secret-file <file>', 'secrets as field=value lines or JSON, or - for stdin').option('--secret-env <variable>', 'the same from this variable of the environment')
    .option('--roles <roles>', `what it is used for: ${ROLES.join(',')}`).option('--mode <mode>', 'observe (sends nothing) or live', 'observe').option('--start-at <time>', 'take orders from this moment on: a time, a day, or 30d for thirty days ago').option('--dry-run', 'say what would be sent, without secrets')
    .action(async (connector: string, _given, command: Command) => added(io, flagsOf<AddFlags>(command), connector))
  group.command('setup <connection>').description('where connecting stands, and on from there: what a flag does not say is asked')
    .option('--map-location <location=centers...>', 'centers behind a location of the store, parted by commas').option('--map-method <method=option...>', 'the ship option that a method of the store means').option('--start-at <time>', 'import orders from this moment on: a time, a day, or 30d for thirty days ago')
    .option('--roles <roles>', `what it is used for: ${ROLES.join(',')}`).option('--confirm-stock', 'the numbers of the stock comparison are meant').option('--mode <mode>', 'observe (sends nothing) or live').option('--wait', 'until the store\'s items are read').option('--dry-run', 'change nothing')
    .action(async (name: string, _given, command: Command) => setUp(io, flagsOf<Walk>(command), name))
  group.command('list').description('all connections').action(async (_given, command: Command) => listed(io, flagsOf(command)))
  group.command('show <connection>').description('what it is used for, and which orders of the store were not imported, and why').action(async (name: string, _given, command: Command) => {
    const flags = flagsOf(command)
    showConnection(io, flags, (await named(connect(io, flags), flags, name)).connection)
  })
  group.command('check <connection>').description('ask the vendor whether everything needed is there').action(async (name: string, _given, command: Command) => checked(io, flagsOf(command), name))
  group.command('sync <connection>').description('read now').option('--what <roles>', 'orders, inventory, tracking, returns').option('--wait', 'until it has been read').option('--dry-run', 'say what would be read, do nothing')
    .action(async (name: string, _given, command: Command) => synced(io, flagsOf<{ what?: string; wait?: boolean }>(command), name))
  group.command('rotate <connection>').description('put new credentials in the place of the old, once the vendor takes them; they are asked for, or read from a file')
    .option('--set <field=value...>', 'fields that are no secret').option('--secret-file <file>', 'secrets as field=value lines, or - for stdin').option('--dry-run', 'say what would be replaced, without secrets')
    .action(async (name: string, _given, command: Command) => rotated(io, flagsOf<AddFlags>(command), name))
  for (const verb of ['pause', 'resume'] as const) {
    group.command(`${verb} <connection>`).description(verb === 'pause' ? 'stop its work; what comes up queues' : 'go on with what queued').option('--roles <roles>', 'only these').option('--dry-run', 'change nothing')
      .action(async (name: string, _given, command: Command) => paused(io, flagsOf<{ roles?: string }>(command), verb, name))
  }
  return group
}

const rolesOf = (text: string | undefined): Role[] | undefined => text?.split(',').map(word => {
  const role = ROLES.find(known => known === word.trim())
  if (!role) throw new CliError(EXIT.usage, 'unknown_role', `"${word.trim()}" is no role.`, { hint: `roles: ${ROLES.join(', ')}` })
  return role
})

async function added(io: Io, flags: Flags & AddFlags, connector: string): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  const card = cardOf((await hub.call('listConnectors', { query: {} })).data, connector)
  const name = flags.name ?? await ask(io, flags, 'Name for this connection', '--name', card.id)
  if ((await connectionsOf(hub, merchant)).some(one => isCalled(one, name) && one.state !== 'disconnected')) throw new CliError(EXIT.conflict, 'duplicate', `There is a connection ${name} already.`, { hint: `crossdock connections setup ${typed(name)} goes on with it; --name calls this one otherwise` })
  const filled: Filled = await credentialsOf(io, flags, card)
  const roles = rolesOf(flags.roles) ?? []
  const body = { ...merchant, connector: card.id, name, roles: [...roles], mode: flags.mode, ...filled, ...(flags.startAt === undefined ? {} : { startAt: startAtOf(flags.startAt) }) }
  if (flags.dryRun) return say(io, flags, `would connect ${JSON.stringify({ ...body, credentials: Object.keys(filled.credentials) })}`)
  const made = await hub.call('createConnection', { body })
  checks(io, flags, made.checks)
  one(io, flags, made, { connection: made.name, id: made.id, state: made.state, mode: made.mode, roles: made.roles.join(', '), 'older open orders': made.olderOpenOrders, webhooks: made.webhookUrl ?? 'none: no public address is set, so the hub polls' })
  if (!mayAsk(io, flags)) return say(io, flags, `Connected. Go on with:  crossdock connections setup ${made.name}`)
  say(io, flags, `Connected. Stop whenever you like; this goes on with:  crossdock connections setup ${made.name}`)
  report(io, flags, await walk({ io, flags: onlyOf(flags), hub, target: { merchant, id: made.id }, roles: undefined }), made.name)
}

/** What was said for the new connection is done; the rest is asked. */
const onlyOf = ({ roles: _roles, mode: _mode, startAt: _startAt, ...flags }: Flags & AddFlags): Flags => flags

/** Each step again from where it stands; a fault among them is the exit. */
async function setUp(io: Io, flags: Flags & Walk, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const setup = await walk({ io, flags, hub, target: { merchant, id: connection.id }, roles: rolesOf(flags.roles) })
  report(io, flags, setup, connection.name)
  if (setup.steps.some(({ state }) => state === 'fault')) throw new CliError(EXIT.checksFailed, 'checks_failed', `${connection.name} has faults.`)
}

function cardOf(cards: readonly Card[], id: string): Card {
  const card = cards.find(one => one.id === id)
  if (!card) throw new CliError(EXIT.notFound, 'not_found', `There is no connector "${id}".`, { hint: `there are: ${cards.map(one => one.id).join(', ')}` })
  return card
}

async function listed(io: Io, flags: Flags): Promise<void> {
  const hub = connect(io, flags)
  const merchant = await merchantOf(hub, flags)
  const all = await connectionsOf(hub, merchant)
  list<Connection>(io, flags, all, { NAME: one => one.name, CONNECTOR: one => one.connector, STATE: one => [one.state, ...(one.pausedRoles.length > 0 ? [`paused: ${one.pausedRoles.join(',')}`] : [])].join(' · '), MODE: one => one.mode, ROLES: one => one.roles.join(','), 'LAST IMPORT': one => one.lastImportAt, ID: one => one.id })
  sayNone(io, flags, all, 'No connections yet. Make one with:  crossdock connections add CONNECTOR')
}

const connectionsOf = async (hub: Client, merchant: { merchantId?: string }): Promise<Connection[]> => everything(cursor => hub.call('listConnections', { query: { ...merchant, limit: 250, ...cursor } }))
const isCalled = (one: Connection, name: string): boolean => one.name.toLowerCase() === name.toLowerCase()

/** The connection of that name or id; exactly one. */
export async function named(hub: Client, flags: Flags, name: string): Promise<{ merchant: { merchantId?: string }; connection: Connection }> {
  const merchant = await merchantOf(hub, flags)
  const found = (await connectionsOf(hub, merchant)).filter(one => one.id === name || isCalled(one, name))
  const [connection, ...others] = found
  if (!connection) throw new CliError(EXIT.notFound, 'not_found', `No connection is called ${name}.`, { hint: 'crossdock connections list' })
  if (others.length > 0) throw new CliError(EXIT.usage, 'ambiguous', `${found.length} connections are called ${name}: ${found.map(({ id, state, createdAt }) => `${id} (${state}, made ${createdAt})`).join(', ')}.`, { hint: 'use the id' })
  return { merchant, connection }
}

async function checked(io: Io, flags: Flags, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const answer = await hub.call('checkConnection', { params: { id: connection.id }, body: merchant })
  checks(io, flags, answer.checks, connection.name)
  if (answer.checks.some(check => check.is === 'fault')) throw new CliError(EXIT.checksFailed, 'checks_failed', `${connection.name} has faults.`)
}

async function rotated(io: Io, flags: Flags & AddFlags, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const card = cardOf((await hub.call('listConnectors', { query: {} })).data, connection.connector)
  const credentials = await newCredentialsOf(io, flags, card)
  if (flags.dryRun) return say(io, flags, `would put new ${Object.keys(credentials).join(', ')} in the place of ${Object.keys(connection.credentials).join(', ')} of ${connection.name}`)
  const now = await hub.call('rotateConnection', { params: { id: connection.id }, body: { ...merchant, credentials } })
  checks(io, flags, now.checks)
  one(io, flags, now, { connection: now.name, state: now.state, 'old secret taken until': now.previousSecretUntil ?? 'not any more' })
}

async function synced(io: Io, flags: Flags & { what?: string; wait?: boolean }, name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const what = rolesOf(flags.what)
  const target = { merchant, id: connection.id }
  const itemsReadAt = async (): Promise<string | null> => stepOf(await setupOf({ hub, target }), 'items').found.readAt
  if (flags.dryRun) return say(io, flags, wouldRead(connection, what))
  const before = await itemsReadAt()
  const { woken } = await hub.call('syncConnection', { params: { id: connection.id }, body: { ...merchant, ...(what && { what }) } })
  if (woken.length === 0) throw nothingRead(connection)
  if (!flags.wait) return one(io, flags, { woken }, { connection: connection.name, woken: woken.join(', ') })
  for (;;) {
    const now = await hub.call('getConnection', { params: { id: connection.id }, query: merchant })
    // Where orders are not read, the items are what is waited for.
    const isRead = woken.includes('orders') ? now.lastImportAt !== connection.lastImportAt : await itemsReadAt() !== before
    if (isRead) return one(io, flags, now, { connection: now.name, read: woken.join(', '), 'last import': now.lastImportAt })
    if (now.state !== 'connected') throw new CliError(EXIT.conflict, 'not_connected', `${now.name} is ${now.state.replaceAll('_', ' ')}: ${now.stateReason ?? 'no reason given'}.`)
    if (now.pausedRoles.length > connection.pausedRoles.length) throw new CliError(EXIT.conflict, 'nothing_read', `${now.name} was paused meanwhile: ${now.pausedRoles.join(', ')}.`)
    await pause(io, 500)
  }
}

const nothingRead = (connection: Connection): CliError =>
  new CliError(EXIT.conflict, 'nothing_read', `Nothing of ${connection.name} is read: ${whyNothing(connection)}.`, { hint: `crossdock connections show ${typed(connection.name)} says what is on and what is paused` })

/** The roles that have something to read, as the hub would be asked for them; refused where it would be. */
function wouldRead(connection: Connection, what: readonly Role[] = ROLES): string {
  const { name, state, roles, pausedRoles, lastImportAt } = connection
  const read = what.filter(role => READING.has(role) && roles.includes(role) && !pausedRoles.includes(role))
  if (state !== 'connected' || read.length === 0) throw nothingRead(connection)
  return `would read for ${read.join(' and ')} of ${name} what changed since ${lastImportAt ?? 'the beginning'}`
}

function whyNothing({ state, pausedRoles, roles }: Connection): string {
  if (state !== 'connected') return `it is ${state.replaceAll('_', ' ')}`
  if (pausedRoles.length > 0) return `paused: ${pausedRoles.join(', ')}`
  return roles.length === 0 ? 'no role is on' : 'no role that reads is on'
}

async function paused(io: Io, flags: Flags & { roles?: string }, verb: 'pause' | 'resume', name: string): Promise<void> {
  const hub = connect(io, flags)
  const { merchant, connection } = await named(hub, flags, name)
  const roles = rolesOf(flags.roles)
  if (flags.dryRun) return say(io, flags, `would ${verb} ${connection.name}${roles ? `: ${roles.join(', ')}` : ''}`)
  const now = await hub.call(`${verb}Connection`, { params: { id: connection.id }, body: { ...merchant, ...(roles && { roles }) } })
  one(io, flags, now, { connection: now.name, state: now.state, paused: now.pausedRoles.join(', ') || 'nothing' })
}
