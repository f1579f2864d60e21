import type { ConnectionId } from '../../core/model/ids.ts'
import type { Connection } from '../../core/model/setup.ts'
import type { FeedEntry } from '../../core/model/work.ts'
import type { Stored } from '../../core/ports/store.ts'
import { disconnect, patchConnection, pauseConnection, resumeConnection } from '../../hub/connections/change-connection.ts'
import { checkConnection, getConnection, listConnections, syncConnection } from '../../hub/connections/check.ts'
import { type Connected, createConnection } from '../../hub/connections/create.ts'
import { rotateConnection } from '../../hub/connections/rotate.ts'
import { viewOf } from '../../hub/connections/view.ts'
import { compareAndKeep } from '../../hub/connecting/look.ts'
import { readTimeline } from '../../hub/feed/read.ts'
import type { Hub } from '../../hub/hub.ts'
import { confirmComparison } from '../../hub/inventory/comparison.ts'
import { confirmZeros } from '../../hub/inventory/pushes.ts'
import type { Refused } from '../../hub/refused.ts'
import { found, given, paged, pageOf, saved } from '../answers.ts'
import type { Handlers } from '../ask.ts'
import { time, timeOr } from '../edge/values.ts'
import { Problem, refusal } from '../problem.ts'
import type { Answer } from '../schema.ts'

type View = Answer<'getConnection'>
const idOf = (params: { id: string }): ConnectionId => params.id as ConnectionId
const view = async (hub: Hub, connection: Stored<'connections'>): Promise<View> => viewOf(hub, connection) as Promise<View>

const done = <T extends { is: 'done' }>(result: T | Refused): T => {
  if (result.is === 'done') return result as T
  throw refusal(result as Refused)
}
const checked = async (hub: Hub, result: Connected): Promise<Answer<'createConnection'>> => {
  const { connection, checks } = done(result)
  return { ...await view(hub, connection), checks: [...checks] }
}

/** What a person or the hub did, as timelines show it. */
export const entryView = (entry: FeedEntry): Answer<'connectionActivity'>['data'][number] => ({
  seq: entry.seq, at: time(entry.at), kind: entry.kind.split(':')[0] ?? entry.kind, version: entry.subjectVersion, changed: entry.changed, detail: entry.detail,
  actor: { is: entry.actor.is, id: 'id' in entry.actor ? entry.actor.id : entry.actor.name },
})

export const connectionRoutes: Handlers = {
  listConnections: async ({ hub, scope, query }) => {
    const { items, next } = await listConnections(hub, scope, pageOf(query))
    return { data: await Promise.all(items.map(async one => view(hub, one))), nextCursor: next }
  },
  createConnection: async ({ hub, scope, body, newId }) => {
    const { merchantId: _merchantId, ...wanted } = body
    return checked(hub, await createConnection(hub, scope, { ...given(wanted), connector: wanted.connector, name: wanted.name, credentials: wanted.credentials, id: newId }))
  },
  getConnection: async ({ hub, scope, params }) => view(hub, found(await getConnection(hub, scope, idOf(params)))),
  patchConnection: async ({ hub, scope, params, body, ifMatch }) => {
    const result = await patchConnection(hub, scope, idOf(params), ifMatch, given(body) as Partial<Connection>)
    if (result.is === 'refused' && result.code === 'stale_version') throw new Problem('stale_version', result.message, { current: await view(hub, found(await getConnection(hub, scope, idOf(params)))) })
    return checked(hub, result)
  },
  disconnect: async ({ hub, scope, params }) => view(hub, done(await disconnect(hub, scope, idOf(params))).connection),

  checkConnection: async ({ hub, scope, params }) => {
    const { checks, olderOpenOrders } = done(await checkConnection(hub, scope, idOf(params)))
    return { checks: [...checks], olderOpenOrders }
  },
  syncConnection: async ({ hub, scope, params, body }) => ({ connectionId: params.id, woken: [...done(await syncConnection(hub, scope, idOf(params), body.what)).woken] }),
  pauseConnection: async ({ hub, scope, params, body }) => view(hub, done(await pauseConnection(hub, scope, idOf(params), body.roles)).connection),
  resumeConnection: async ({ hub, scope, params, body }) => view(hub, done(await resumeConnection(hub, scope, idOf(params), body.roles)).connection),
  rotateConnection: async ({ hub, scope, params, body }) => checked(hub, await rotateConnection(hub, scope, idOf(params), body.credentials)),

  connectionActivity: async ({ hub, scope, params, query }) => {
    const { id } = found(await getConnection(hub, scope, idOf(params)))
    return paged(await readTimeline(hub, scope.merchantId, `connection:${id}`, query.limit, query.cursor ?? null), entryView)
  },

  compareStock: async ({ hub, scope, params }) => {
    const compared = await compareAndKeep(hub, scope, idOf(params))
    if (compared.is === 'refused') throw refusal(compared)
    const { at, confirmedAt, rows, neverCounted, counts } = compared
    return { connectionId: params.id, at: time(at), confirmedAt: timeOr(confirmedAt), rows, neverCounted, counts }
  },
  confirmStock: async ({ hub, scope, params }) => {
    const { stockConfirmedAt } = found(await getConnection(hub, scope, idOf(params)))
    // Confirmed before: what is confirmed now is what the brake kept back since.
    if (stockConfirmedAt !== null) await confirmZeros(hub, scope, idOf(params))
    return view(hub, await saved(await confirmComparison(hub, scope, idOf(params))))
  },
}
