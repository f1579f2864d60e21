import type { Answer } from '../server/schema.ts'
import type { Flags, Io } from './io.ts'
import { one } from './print.ts'
import { skippedInWords } from './skipped.ts'

/** Everything of a connection that a person asks for, and which orders of the store did not come in by it. */
export function showConnection(io: Io, flags: Flags, connection: Answer<'getConnection'>): void {
  one(io, flags, connection, {
    connection: connection.name, id: connection.id, connector: connection.connector, store: connection.storeIdentity, state: connection.stateReason === null ? connection.state : `${connection.state}: ${connection.stateReason}`,
    mode: connection.mode, roles: connection.roles.join(', ') || null, paused: connection.pausedRoles.join(', ') || null, 'imports orders': connection.importWhen, 'told when': connection.tellWhen, buffer: connection.buffer, ...Object.fromEntries(Object.entries(connection.settings).map(([field, value]) => [field, String(value)])), 'orders since': connection.startAt, 'older open orders': connection.olderOpenOrders,
    'last import': connection.lastImportAt, ...skippedInWords(connection.skipped), 'stock confirmed': connection.stockConfirmedAt, webhooks: connection.webhookUrl,
  })
}
