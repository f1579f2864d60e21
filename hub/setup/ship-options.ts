import type { Actor } from '../../core/model/actor.ts'
import { ShipOptionId } from '../../core/model/ids.ts'
import type { ShipOption } from '../../core/model/setup.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { reevaluateOptions } from '../mappings/reevaluate.ts'
import { listAll } from '../stock/pages.ts'
import { notedOf3pl } from './noted.ts'
import { amend, make, type Saved } from './save.ts'

/** S5.7: what the 3PL sells; its name is unique. */
export async function createShipOption(hub: Hub, input: { id: string; name: string; carrier?: string | null; service?: string | null }, by: Actor | null = null): Promise<Saved<'shipOptions'>> {
  const now = hub.clock.now()
  const saved = await make(hub, 'shipOptions', null, { id: ShipOptionId.parse(input.id), version: 0, createdAt: now, updatedAt: now, name: input.name, carrier: input.carrier ?? null, service: input.service ?? null, active: true })
  if (saved.is === 'saved') await notedOf3pl(hub, by, `ship_option:${saved.record.id}`, 'ship_option.created', [])
  return saved
}

export async function patchShipOption(hub: Hub, id: ShipOptionId, ifVersion: number | null, input: Partial<Pick<ShipOption, 'name' | 'carrier' | 'service' | 'active'>>, by: Actor | null = null): Promise<Saved<'shipOptions'>> {
  const saved = await amend(hub, 'shipOptions', null, id, ifVersion, option => ({ ...option, ...input }))
  if (saved.is !== 'saved') return saved
  await notedOf3pl(hub, by, `ship_option:${id}`, 'ship_option.changed', Object.keys(input))
  if (input.active === true) await freed(hub)
  return saved
}

/** It is the 3PL's and any merchant's order may wait for it, one that came by API too: each is looked at again (S2.15). */
async function freed(hub: Hub): Promise<void> {
  for (const { id } of await listAll(hub.store, 'everyMerchant', {})) await reevaluateOptions(hub, { merchantId: id, actor: { is: 'system', name: 'ship options' } })
}

export const getShipOption = async (hub: Hub, id: ShipOptionId): Promise<Stored<'shipOptions'> | null> => hub.store.get('shipOptions', null, id)
export const listShipOptions = async (hub: Hub, page: PageOf): Promise<Listed<Stored<'shipOptions'>>> => hub.store.list('everyShipOption', {}, page)
