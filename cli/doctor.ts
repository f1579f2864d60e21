import { Command } from 'commander'
import { BadEnvironment, settingsOf } from '../config/load.ts'
import type { Answer } from '../server/schema.ts'
import { type Check, checks } from './checks.ts'
import type { Client } from './client.ts'
import { CliError, EXIT } from './exit.ts'
import { type Flags, type Io, paint, say } from './io.ts'
import { keyChecks } from './keys.ts'
import { connect, everything, flagsOf, merchantOf } from './session.ts'
import { skippedChecks } from './skipped.ts'
import { stuckOf } from './stuck.ts'

type Connection = Answer<'getConnection'>

/** Environment, hub and every connection, each fault with what mends it, what is stuck since when, and what was not imported. */
export function doctor(io: Io): Command {
  return new Command('doctor').description('check this machine, the hub and every connection; what is stuck since when, and what was not imported')
    .addHelpText('before', 'Examples:\n  crossdock doctor\n  crossdock doctor main\n')
    .argument('[connection]', 'only this one')
    .action(async (name: string | undefined, _given, command: Command) => {
      const flags = flagsOf(command)
      const here = await environmentChecks(io)
      checks(io, flags, here)
      const hub = connect(io, flags)
      const there = await hubChecks(hub)
      checks(io, flags, there)
      const found = [...here, ...there]
      const stuck = new Map<string, Awaited<ReturnType<typeof stuckOf>>>()
      for (const { connection, merchant } of await connectionsOf(hub, flags, name)) {
        if (!flags.json && !flags.plain) io.out(`${paint(io, 'bold', connection.name)} (${connection.connector})\n`)
        const answer = await hub.call('checkConnection', { params: { id: connection.id }, body: merchant })
        const stuckHere = stuck.get(connection.merchantId) ?? await stuckOf(hub, merchant)
        stuck.set(connection.merchantId, stuckHere)
        const said = [...answer.checks, ...stuckHere(connection.id)]
        checks(io, flags, [...said, ...skippedChecks(connection.skipped)], connection.name)
        found.push(...said)
      }
      const faults = found.filter(check => check.is === 'fault').length
      const warnings = found.filter(check => check.is === 'warning').length
      if (faults > 0) throw new CliError(EXIT.checksFailed, 'checks_failed', `${faults} ${faults === 1 ? 'fault' : 'faults'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`)
      say(io, flags, `No faults, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.`)
    })
}

/** Of a machine that runs the hub: where no key is set here, this is only a client's, and that is fine. */
async function environmentChecks(io: Io): Promise<Check[]> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const isNew = major > 26 || (major === 26 && minor >= 10)
  const node: Check = isNew ? { code: 'node', is: 'ok', title: `Node ${process.versions.node}` } : { code: 'node', is: 'fault', title: `Node ${process.versions.node} is too old`, fix: 'run it through npm, which brings Node 26.10' }
  if (!io.variables['CROSSDOCK_KEY']) return [node]
  try {
    settingsOf(io.variables, [...overridden(io)])
    return [node, { code: 'environment', is: 'ok', title: 'environment' }, ...await keyChecks(io)]
  } catch (error) {
    if (!(error instanceof BadEnvironment)) throw error
    return [node, ...error.faults.map((fault): Check => ({ code: 'environment', is: 'fault', title: fault.name, detail: fault.text }))]
  }
}

/** Which connectors there are is the hub's to say; here each override is taken at its word. */
const overridden = (io: Io): string[] => Object.keys(io.variables).flatMap(name => (name.startsWith('CROSSDOCK_VENDOR_URL_') ? [name.slice(21).toLowerCase().replaceAll('_', '-')] : []))

async function hubChecks(hub: Client): Promise<Check[]> {
  const session = await hub.call('getSession', { query: {} })
  const ready = await hub.call('ready', { query: {} })
  const parts = (ready.checks ?? []).map((part): Check => ({ code: part.name, is: part.ok ? 'ok' : 'fault', title: part.name }))
  const address: Check = session.hub.publicUrl === null
    ? { code: 'public_url', is: 'warning', title: 'no public address: the hub polls', fix: 'set CROSSDOCK_PUBLIC_URL to the https address that vendors reach' }
    : { code: 'public_url', is: 'ok', title: `vendors reach it at ${session.hub.publicUrl}` }
  return [{ code: 'hub', is: 'ok', title: `hub ${session.hub.version}`, detail: `as ${session.token.name} (${session.token.role})` }, ...parts, address]
}

async function connectionsOf(hub: Client, flags: Flags, name: string | undefined): Promise<{ connection: Connection; merchant: { merchantId?: string } }[]> {
  const named = await merchantOf(hub, flags)
  const { merchantId } = await hub.call('getSession', { query: {} })
  const own = merchantId !== null || named.merchantId !== undefined ? [named] : (await everything(cursor => hub.call('listMerchants', { query: { limit: 250, ...cursor } }))).map(one => ({ merchantId: one.id }))
  const found: { connection: Connection; merchant: { merchantId?: string } }[] = []
  for (const merchant of own) {
    const all = await everything(cursor => hub.call('listConnections', { query: { ...merchant, limit: 250, ...cursor } }))
    found.push(...all.map(connection => ({ connection, merchant })))
  }
  const wanted = name === undefined ? found.filter(one => one.connection.state !== 'disconnected') : found.filter(one => one.connection.id === name || one.connection.name === name)
  if (name !== undefined && wanted.length === 0) throw new CliError(EXIT.notFound, 'not_found', `No connection is called ${name}.`, { hint: 'crossdock connections list' })
  return wanted
}
