import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { Environment, type ProcessRole, type RootKey, SAYS, VENDOR_URL, VendorUrl } from './schema.ts'

/** What the hub runs with; made of the environment once, at the start. */
export interface Settings {
  readonly store: string
  readonly keys: readonly RootKey[]
  readonly port: number
  readonly publicUrl: string | null
  readonly roles: readonly ProcessRole[]
  readonly smtpUrl: string | null
  readonly logLevel: Environment['CROSSDOCK_LOG_LEVEL']
  /** Other base URLs by connector id. */
  readonly vendorUrls: ReadonlyMap<string, string>
  readonly demoClock: string | null
  readonly allowStandalone: boolean
}

export interface Fault { readonly name: string; readonly text: string }
export type Variables = Readonly<Record<string, string | undefined>>

/** Every fault of the environment at once; values are never among it. */
export class BadEnvironment extends Error {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super(`${faults.length === 1 ? 'One setting is' : `${faults.length} settings are`} wrong:\n${faults.map(fault => `  ${fault.name} ${fault.text}`).join('\n')}`)
    this.name = 'BadEnvironment'
    this.faults = faults
  }
}

/** The environment of this process, over `.env` of the folder. The only reader of process.env. */
export function environment(folder: string = process.cwd()): Variables {
  return { ...fileOf(folder), ...process.env }
}

function fileOf(folder: string): Variables {
  try {
    return parseEnv(readFileSync(`${folder}/.env`, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new BadEnvironment([{ name: '.env', text: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). To mend: give this user the right to read it.` }])
  }
}

/** Settings of the environment, or BadEnvironment with all that is wrong. `connectors`: ids that an override may name. */
export function settingsOf(variables: Variables, connectors: readonly string[]): Settings {
  const ours = present(variables)
  const parsed = Environment.safeParse(ours)
  const vendors = Object.entries(ours).filter(([name]) => name.startsWith(VENDOR_URL))
  const faults: Fault[] = [
    ...(parsed.error?.issues ?? []).map(issue => ({ name: String(issue.path[0]), text: issue.message })),
    ...vendors.flatMap(([name, value]) => vendorFaults(name, value, connectors)),
    ...Object.keys(ours).filter(name => !name.startsWith(VENDOR_URL) && !(name in Environment.shape)).map(name => ({ name, text: SAYS.unknownName(nearest(name)) })),
  ]
  const overrides = [...vendors.map(([name]) => name), ...(ours['CROSSDOCK_DEMO_CLOCK'] === undefined ? [] : ['CROSSDOCK_DEMO_CLOCK'])]
  if (ours['CROSSDOCK_ALLOW_VENDOR_OVERRIDE'] !== '1') faults.push(...overrides.map(name => ({ name, text: SAYS.override })))
  if (isEmbedded(ours) && parted(ours)) faults.push({ name: 'CROSSDOCK_ROLES', text: SAYS.oneProcess })
  if (!parsed.success || faults.length > 0) throw new BadEnvironment(faults)
  return {
    store: parsed.data.CROSSDOCK_STORE,
    keys: parsed.data.CROSSDOCK_KEY,
    port: parsed.data.CROSSDOCK_PORT,
    publicUrl: parsed.data.CROSSDOCK_PUBLIC_URL,
    roles: parsed.data.CROSSDOCK_ROLES,
    smtpUrl: parsed.data.CROSSDOCK_SMTP_URL,
    logLevel: parsed.data.CROSSDOCK_LOG_LEVEL,
    vendorUrls: new Map(vendors.map(([name, value]) => [idOf(name), value])),
    demoClock: parsed.data.CROSSDOCK_DEMO_CLOCK,
    allowStandalone: parsed.data.CROSSDOCK_ALLOW_STANDALONE,
  }
}

/** Ours only, and only what says something: an empty variable is one that is not set. */
function present(variables: Variables): Record<string, string> {
  const set = Object.entries(variables).filter((entry): entry is [string, string] => entry[0].startsWith('CROSSDOCK_') && Boolean(entry[1]?.trim()))
  return Object.fromEntries(set.map(([name, value]) => [name, value.trim()]))
}

const idOf = (name: string): string => name.slice(VENDOR_URL.length).toLowerCase().replaceAll('_', '-')

function vendorFaults(name: string, value: string, connectors: readonly string[]): Fault[] {
  const bad = VendorUrl.safeParse(value).error?.issues.map(issue => ({ name, text: issue.message })) ?? []
  return connectors.includes(idOf(name)) ? bad : [...bad, { name, text: SAYS.unknownConnector(connectors) }]
}

const isEmbedded = (ours: Record<string, string>): boolean => !(ours['CROSSDOCK_STORE'] ?? '').startsWith('mongodb')
/** Only one of two known roles; an unknown word is a fault of its own. */
const parted = (ours: Record<string, string>): boolean => ['api', 'worker'].includes(ours['CROSSDOCK_ROLES'] ?? '')

/** The known name with the fewest letters to change, if it is near. */
function nearest(name: string): string | null {
  const near = Object.keys(Environment.shape).map(known => ({ known, steps: distance(name, known) })).toSorted((a, b) => a.steps - b.steps)[0]
  return near && near.steps <= 4 ? near.known : null
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
