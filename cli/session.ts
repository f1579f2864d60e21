import type { Command } from 'commander'
import { type Client, client } from './client.ts'
import { CliError, EXIT } from './exit.ts'
import type { Flags, Io } from './io.ts'
import { profileOf } from './profile.ts'

/** A command's flags, its own and those of all. */
export const flagsOf = <T extends object = object>(command: Command): Flags & T => command.optsWithGlobals<Flags & T>()

export const connect = (io: Io, flags: Flags): Client => client(profileOf(io.variables, flags.profile, flags.url), io)

/** The merchant that an operator names with --merchant (id or name); a merchant's own token needs none. */
export async function merchantOf(hub: Client, flags: Flags): Promise<{ merchantId?: string }> {
  if (flags.merchant === undefined) return {}
  const found = await everything(cursor => hub.call('listMerchants', { query: { limit: 250, ...cursor } }))
  const byId = found.find(one => one.id === flags.merchant)
  const [merchant, ...others] = byId ? [byId] : found.filter(one => one.name.toLowerCase() === flags.merchant?.toLowerCase())
  // Names of merchants are not unique: the wrong one is never guessed.
  if (merchant && others.length > 0) throw new CliError(EXIT.usage, 'ambiguous', `${others.length + 1} merchants are called ${flags.merchant}: ${[merchant, ...others].map(one => one.id).join(', ')}.`, { hint: 'give --merchant the id' })
  if (!merchant) throw new CliError(EXIT.notFound, 'not_found', `No merchant is called ${flags.merchant}.`, { hint: found.length > 0 ? `there are: ${found.slice(0, 10).map(one => one.name).join(', ')}` : 'there is none yet' })
  return { merchantId: merchant.id }
}

/** All pages of a list. */
export async function everything<T>(read: (cursor: { cursor?: string }) => Promise<{ data: T[]; nextCursor: string | null }>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: { data: T[]; nextCursor: string | null } = await read(cursor === '' ? {} : { cursor })
    all.push(...page.data)
    cursor = page.nextCursor
  }
  return all
}

/** Centers by id: a person knows their names. */
export async function centerNames(hub: Client): Promise<ReadonlyMap<string, string>> {
  const all = await everything(cursor => hub.call('listCenters', { query: { limit: 250, ...cursor } }))
  return new Map(all.map(({ id, name }) => [id, name]))
}
