import type { Answer } from '../server/schema.ts'
import type { Client } from './client.ts'
import { CliError, EXIT } from './exit.ts'
import { everything } from './session.ts'

type Entry = Answer<'orderTimeline'>['data'][number]
export interface Names { readonly centers: ReadonlyMap<string, string>; readonly actors: ReadonlyMap<string, string> }

/** What happened, and what came of it where that is said: “order ended at store: fulfilled by us”. */
export function whatOf({ kind, detail }: Entry, { centers }: Names): string {
  const { code, state, centerId } = detail
  const more = typeof centerId === 'string' ? centers.get(centerId) ?? null : [code, state].find(word => typeof word === 'string')?.replaceAll('_', ' ') ?? null
  const what = kind.replaceAll(/[._]/g, ' ')
  // “order cancelled: cancelled” says nothing twice.
  return more === null || what.endsWith(more) ? what : `${what}: ${more}`
}

/** Who did it: whom the floor named, else what we call the token or the connection, else what kind of actor it was. */
export const whoOf = ({ detail, actor }: Entry, { actors }: Names): string => (typeof detail['by'] === 'string' ? detail['by'] : actors.get(actor.id ?? '') ?? actor.is)

/** Names of what acts for a merchant. Not every token may see the tokens; then they stay “token”. */
export async function actorNames(hub: Client, merchant: { merchantId?: string }): Promise<ReadonlyMap<string, string>> {
  const connections = await everything(cursor => hub.call('listConnections', { query: { ...merchant, limit: 250, ...cursor } }))
  const tokens = await everything(cursor => hub.call('listTokens', { query: { ...merchant, limit: 250, ...cursor } })).catch((error: unknown) => {
    if (error instanceof CliError && error.exit === EXIT.refused) return []
    throw error
  })
  return new Map([...connections, ...tokens].map(({ id, name }) => [id, name]))
}
