import type { Capabilities, Option } from '../../core/ports/connector.ts'
import type { Client } from './client.ts'
import { LOCATIONS } from './documents.ts'
import { everyPage } from './rest.ts'

/** Locations to map. Methods are learnt from the orders: a checkout's rates are not a list that one could read whole. */
export function listsOf(client: Client): Capabilities['lists'] {
  return { read: async (list, signal) => (list === 'locations' ? locations(client, signal) : []) }
}

async function locations(client: Client, signal: AbortSignal): Promise<Option[]> {
  const all = await everyPage(LOCATIONS.name, null, async (after) => (await client.read(LOCATIONS, { after }, signal)).data.locations)
  return all.filter((location) => location.isActive).map((location) => ({
    id: location.id, title: location.name, ...(location.isFulfillmentService ? { detail: 'belongs to a fulfillment service app', foreign: true as const } : {}),
  }))
}
