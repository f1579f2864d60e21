import type { ConnectionId } from '../../core/model/ids.ts'
import { connectionOf } from '../connections/found.ts'
import type { Hub, Scope } from '../hub.ts'
import type { Connection } from './step.ts'
import { checkStep } from './steps/check.ts'
import { itemsStep } from './steps/items.ts'
import { locationsStep } from './steps/locations.ts'
import { methodsStep } from './steps/methods.ts'
import { olderOrdersStep } from './steps/older-orders.ts'
import { rolesStep } from './steps/roles.ts'
import { stockStep } from './steps/stock.ts'

export interface Setup { connection: Connection; steps: Steps }
type Steps = Awaited<ReturnType<typeof stepsOf>>

/**
 * Where connecting a store stands, step by step. Worked out from what is stored and nothing else, so a death or a closed laptop
 * between two steps loses nothing, and the store is not asked.
 */
export async function setupOf(hub: Hub, scope: Scope, id: ConnectionId): Promise<Setup | null> {
  const connection = await connectionOf(hub, scope, id)
  return connection && { connection, steps: await stepsOf(hub, connection) }
}

const stepsOf = async (hub: Hub, connection: Connection) => [
  await checkStep(hub, connection), await locationsStep(hub, connection), await itemsStep(hub, connection), await methodsStep(hub, connection),
  await olderOrdersStep(hub, connection), await stockStep(hub, connection), await rolesStep(hub, connection),
]
