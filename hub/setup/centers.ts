import type { Actor } from '../../core/model/actor.ts'
import { CenterId } from '../../core/model/ids.ts'
import type { Center } from '../../core/model/setup.ts'
import type { Listed, PageOf, Stored } from '../../core/ports/store.ts'
import type { Hub } from '../hub.ts'
import { notedOf3pl } from './noted.ts'
import { amend, make, type Saved } from './save.ts'

export async function createCenter(hub: Hub, input: { id: string; name: string; country: string; priority?: number }, by: Actor | null = null): Promise<Saved<'centers'>> {
  const now = hub.clock.now()
  const saved = await make(hub, 'centers', null, { id: CenterId.parse(input.id), version: 0, createdAt: now, updatedAt: now, name: input.name, country: input.country, priority: input.priority ?? 0, active: true })
  if (saved.is === 'saved') await notedOf3pl(hub, by, `center:${saved.record.id}`, 'center.created', [])
  return saved
}

/** A center that is not active is given no more orders; what it has begun goes on. */
export async function patchCenter(hub: Hub, id: CenterId, ifVersion: number | null, input: Partial<Pick<Center, 'name' | 'priority' | 'active'>>, by: Actor | null = null): Promise<Saved<'centers'>> {
  const saved = await amend(hub, 'centers', null, id, ifVersion, center => ({ ...center, ...input }))
  if (saved.is === 'saved') await notedOf3pl(hub, by, `center:${id}`, 'center.changed', Object.keys(input))
  return saved
}

export const getCenter = async (hub: Hub, id: CenterId): Promise<Stored<'centers'> | null> => hub.store.get('centers', null, id)
export const listCenters = async (hub: Hub, page: PageOf): Promise<Listed<Stored<'centers'>>> => hub.store.list('everyCenter', {}, page)
