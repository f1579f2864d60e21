import { ShipOptionId } from '../../core/model/ids.ts'
import type { ShipOption } from '../../core/model/setup.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { amend, make, type Saved } from './save.ts'

/** S5.7: what the 3PL sells; its name is unique. */
export async function createShipOption(hub: Hub, input: { id: string; name: string; carrier?: string | null; service?: string | null }): Promise<Saved<'shipOptions'>> {
  const now = hub.clock.now()
  return make(hub, 'shipOptions', null, { id: ShipOptionId.parse(input.id), version: 0, createdAt: now, updatedAt: now, name: input.name, carrier: input.carrier ?? null, service: input.service ?? null, active: true })
}

export async function patchShipOption(hub: Hub, id: ShipOptionId, ifVersion: number | null, input: Partial<Pick<ShipOption, 'name' | 'carrier' | 'service' | 'active'>>): Promise<Saved<'shipOptions'>> {
  return amend(hub, 'shipOptions', null, id, ifVersion, option => ({ ...option, ...input }))
}

export const getShipOption = async (hub: Hub, id: ShipOptionId): Promise<Stored<'shipOptions'> | null> => hub.store.get('shipOptions', null, id)
export const listShipOptions = async (hub: Hub, page: PageOf): Promise<Listed<Stored<'shipOptions'>>> => hub.store.list('everyShipOption', {}, page)
