import type { Answer } from '../server/schema.ts'
import type { Flags, Io } from './io.ts'
import { type Cell, one } from './print.ts'
import { skippedInWords } from './skipped.ts'

/** What a person chose of it, the connector's own settings by their names. */
export function chosenOf({ importWhen, tellWhen, buffer, settings }: Pick<Answer<'getConnection'>, 'importWhen' | 'tellWhen' | 'buffer' | 'settings'>): Record<string, Cell> {
  const cells = Object.entries(settings).map(([field, value]) => [field, typeof value === 'string' ? value : JSON.stringify(value)])
  return { 'imports orders': importWhen, 'told when': tellWhen, buffer, ...Object.fromEntries(cells) }
}

/** Everything of a connection that a person asks for, and which orders of the store did not come in by it. */
export function showConnection(io: Io, flags: Flags, connection: Answer<'getConnection'>): void {
  one(io, flags, connection, {
    connection: connection.name, id: connection.id, connector: connection.connector, store: connection.storeIdentity, state: connection.stateReason === null ? connection.state : `${connection.state}: ${connection.stateReason}`,
    mode: connection.mode, roles: connection.roles.join(', ') || null, paused: connection.pausedRoles.join(', ') || null, ...chosenOf(connection), 'orders since': connection.startAt, 'older open orders': connection.olderOpenOrders,
    'last import': connection.lastImportAt, ...skippedInWords(connection.skipped), 'stock confirmed': connection.stockConfirmedAt, webhooks: connection.webhookUrl,
  })
}
