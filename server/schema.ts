import type { z } from 'zod'
import { connectingRoutes } from './schema/connecting.ts'
import { connectionRoutes } from './schema/connection.ts'
import type { RouteSpec } from './schema/edge.ts'
import { mappingRoutes } from './schema/mapping.ts'
import { operationRoutes } from './schema/operations.ts'
import { orderRoutes } from './schema/order.ts'
import { privacyRoutes } from './schema/privacy.ts'
import { ruleRoutes } from './schema/rules.ts'
import { setupRoutes } from './schema/setup.ts'
import { stockRoutes } from './schema/stock.ts'
import { warehouseRoutes } from './schema/warehouse.ts'

/** All that web, command line and sandbox know of the hub: every route with the shapes of what it takes and answers. */
export const ROUTES = {
  ...setupRoutes, ...connectionRoutes, ...connectingRoutes, ...privacyRoutes, ...mappingRoutes, ...ruleRoutes, ...orderRoutes, ...stockRoutes, ...warehouseRoutes, ...operationRoutes,
} as const satisfies Record<string, RouteSpec>
export type RouteName = keyof typeof ROUTES

type Shape<N extends RouteName, Part extends string> = (typeof ROUTES)[N] extends Record<Part, infer S extends z.ZodType> ? S : never
/** What a route is given, as a client writes it, and as the hub reads it. */
export type Given<N extends RouteName, Part extends 'params' | 'query' | 'body'> = z.input<Shape<N, Part>>
export type Read<N extends RouteName, Part extends 'params' | 'query' | 'body'> = z.output<Shape<N, Part>>
export type Answer<N extends RouteName> = z.output<(typeof ROUTES)[N]['answer']>

/** Fastify writes a path's names as `:id`, OpenAPI as `{id}`. */
export const pathOf = (name: RouteName): string => ROUTES[name].path.replaceAll(/\{(\w+)\}/g, ':$1')

export type { Problem, RouteSpec } from './schema/edge.ts'
export { SCOPES } from './schema/setup.ts'
