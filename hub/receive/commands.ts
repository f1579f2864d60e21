import type { Inbound } from '../../core/ports/connector.ts'
import type { Stored } from '../../core/ports/store.ts'
import { uninstalled } from '../connections/uninstalled.ts'
import type { Hub } from '../hub.ts'
import { carryOutPrivacy } from '../privacy/carry-out.ts'
import { type Command, isPrivacyCommand } from '../privacy/request.ts'
import { type Outcome, worstOf } from './outcome.ts'

export type { Command } from '../privacy/request.ts'

/** Carried out whatever state the connection is in; a `cancel` is an order's affair and waits as hints do. */
export const isOfAnyState = (one: Inbound): one is Command => one.is === 'command' && one.do !== 'cancel'

/** What the store commands, by its own word and not by an order's. */
export async function carryOutCommands(hub: Hub, delivery: Stored<'deliveries'>, commands: readonly Command[]): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (const command of commands) {
    const connection = await hub.store.get('connections', null, delivery.connectionId)
    if (!connection) return { is: 'failed', reason: 'the connection is gone' }
    if (isPrivacyCommand(command)) outcomes.push(await carryOutPrivacy(hub, connection, command, delivery.receivedAt))
    else await uninstalled(hub, connection, command.at ?? delivery.receivedAt)
  }
  return worstOf(outcomes)
}
