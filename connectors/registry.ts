import type { AnyConnector } from '../core/ports/connector.ts'
import { shopify } from './shopify/index.ts'

/** One line each. */
export const CONNECTORS = { shopify } satisfies Record<string, AnyConnector>

export function connectorOf(id: string): AnyConnector | undefined {
  return Object.hasOwn(CONNECTORS, id) ? CONNECTORS[id as keyof typeof CONNECTORS] : undefined
}
