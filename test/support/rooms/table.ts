/**
 * Who may import whom. `*` stands for any one connector, `ID` for one's own.
 * A room may always import itself. A folder that is no room of this table is a fault.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  config: [],
  core: [],
  hub: ['core'],
  stores: ['core'],
  connectors: ['core', 'connectors/kit', 'connectors/*'],
  'connectors/kit': ['core'],
  // The stand-ins' own kit: what it shared with the connectors' kit, a mistake in it would share too.
  'connectors/kit/emulator': ['core'],
  'connectors/ID': ['core', 'connectors/kit'],
  'connectors/ID/emulator': ['connectors/kit/emulator'],
  jobs: ['core', 'hub'],
  server: ['core', 'hub'],
  'server/schema': ['core', 'hub', 'server'],
  sandbox: ['connectors/*/emulator', 'connectors/kit/emulator', 'server/schema'],
  web: ['server/schema'],
  cli: ['server/schema', 'config'],
  // The commands that work on this machine, and not through a running hub.
  'cli/local': ['server/schema', 'config', 'cli', 'app'],
  app: [
    'config', 'core', 'hub', 'stores', 'connectors', 'connectors/kit', 'connectors/*', 'connectors/kit/emulator',
    'connectors/*/emulator', 'jobs', 'server', 'server/schema', 'web', 'cli', 'cli/local', 'sandbox',
  ],
  bench: ['anything'],
  test: ['anything'],
  tools: [],
  docs: [],
}

const LOCAL_COMMANDS = ['init', 'start', 'demo', 'migrate', 'keys', 'backup', 'restore', 'store']

/** The room of a file, and whose connector it is of; null for a file at the root (configuration of tools). */
export function roomOf(path: string): { readonly room: string; readonly id: string } | null {
  const parts = path.split('/')
  const [first, second, third] = parts
  if (first === undefined || second === undefined) return null
  if (first === 'connectors') return connectorRoom(second, third, parts.length)
  if (first === 'server' && (second === 'schema.ts' || second === 'schema')) return { room: 'server/schema', id: '' }
  if (first === 'cli' && parts.slice(1).some((part) => LOCAL_COMMANDS.includes(part.replace(/\.ts$/, '')))) {
    return { room: 'cli/local', id: '' }
  }
  return { room: first, id: '' }
}

function connectorRoom(second: string, third: string | undefined, depth: number): { room: string; id: string } {
  if (depth === 2) return { room: 'connectors', id: '' }
  const inEmulator = third === 'emulator' || third === 'emulator.ts'
  const base = second === 'kit' ? 'connectors/kit' : 'connectors/ID'
  return { room: inEmulator ? `${base}/emulator` : base, id: second === 'kit' ? '' : second }
}

/** Whether the table lets `from` import `to`. */
export function mayImport(from: string, to: string): boolean {
  const mine = roomOf(from)
  const theirs = roomOf(to)
  if (!mine) return true
  const allowed = ROOMS[mine.room] ?? []
  if (allowed.includes('anything')) return true
  if (!theirs) return false
  if (mine.room === theirs.room && mine.id === theirs.id) return true
  // One's own room from its sub-room's side: cli/local beside cli, server beside server/schema.
  if (mine.room === 'cli' && theirs.room === 'cli/local') return true
  if (mine.room === 'server' && theirs.room === 'server/schema') return true
  return allowed.includes(theirs.id ? theirs.room.replace('/ID', '/*') : theirs.room)
}
