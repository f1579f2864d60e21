import type { FastifyInstance } from 'fastify'
import { cardOf } from '../card.ts'
import type { Handlers } from '../ask.ts'
import type { ServerOptions } from '../server.ts'
import { accessRoutes } from './access.ts'
import { connectingRoutes } from './connecting.ts'
import { connectionRoutes } from './connections.ts'
import { eventRoutes } from './events.ts'
import { healthRoutes } from './health.ts'
import { mappingRoutes } from './mappings.ts'
import { operationRoutes } from './operations.ts'
import { orderRoutes } from './orders.ts'
import { privacyRoutes } from './privacy.ts'
import { ruleRoutes } from './rules.ts'
import { setupRoutes } from './setup.ts'
import { stockRoutes } from './stock.ts'
import { warehouseRoutes } from './warehouse.ts'

/** Every route of the table with what answers it. */
export const handlersOf = (app: FastifyInstance, options: ServerOptions): Handlers => ({
  ...accessRoutes(options.version),
  ...setupRoutes,
  ...connectionRoutes,
  ...privacyRoutes,
  ...connectingRoutes,
  ...mappingRoutes,
  ...ruleRoutes,
  ...orderRoutes,
  ...stockRoutes,
  ...warehouseRoutes,
  ...operationRoutes,
  ...eventRoutes,
  ...healthRoutes(options.ready),
  listConnectors: async ({ hub }) => ({ data: [...hub.connectors.values()].map(cardOf), nextCursor: null }),
  getOpenapi: async () => app.swagger() as unknown as Record<string, unknown>,
})
