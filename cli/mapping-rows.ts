import type { Client } from './client.ts'
import { byName } from './names.ts'
import { everything } from './session.ts'

export interface Target { merchant: { merchantId?: string }; id: string }
export const MAPPING_KINDS = ['ship-options', 'items', 'locations'] as const
export type MappingKind = (typeof MAPPING_KINDS)[number]

export const shipOptions = async (hub: Client) => everything(cursor => hub.call('listShipOptions', { query: { limit: 250, ...cursor } }))
const centers = async (hub: Client) => everything(cursor => hub.call('listCenters', { query: { limit: 250, ...cursor } }))
export const methods = async (hub: Client, { merchant, id }: Target) => everything(cursor => hub.call('listMethods', { params: { id }, query: { ...merchant, limit: 250, ...cursor } }))
export const locations = async (hub: Client, { merchant, id }: Target) => everything(cursor => hub.call('listLocations', { params: { id }, query: { ...merchant, limit: 250, ...cursor } }))
export const items = async (hub: Client, { merchant, id }: Target) => everything(cursor => hub.call('listItems', { params: { id }, query: { ...merchant, limit: 250, ...cursor } }))

/** A method of the store, to the letter; one that no order brought yet can be mapped too. `none`: unmapped again. */
export async function methodRow(hub: Client, method: string, typed: string, active = true): Promise<{ method: string; shipOptionId: string | null; active: boolean }> {
  return { method, shipOptionId: typed === 'none' ? null : byName(await shipOptions(hub), typed, 'ship option', one => one.id).id, active }
}

/** A location of the store by id or name, and the centers behind it, parted by commas. */
export async function locationRow(hub: Client, target: Target, location: string, typed: string): Promise<{ location: string; centerIds: string[]; ours?: false }> {
  const known = await centers(hub)
  const chosen = typed === 'none' || typed === 'theirs' ? [] : typed.split(',').map(name => byName(known, name.trim(), 'center', one => one.id).id)
  return { location: byName(await locations(hub, target), location, 'location', one => one.location).location, centerIds: chosen, ...(typed === 'theirs' && { ours: false }) }
}
