import { expect, it } from 'vitest'
import { connectorOf, CONNECTORS } from './registry.ts'

it('finds each connector under its own id, and nothing else', () => {
  for (const [id, connector] of Object.entries(CONNECTORS)) expect([connector.id, connectorOf(id)]).toEqual([id, connector])
  expect(['', 'constructor', '__proto__', 'Shopify'].map(connectorOf)).toEqual([undefined, undefined, undefined, undefined])
})
