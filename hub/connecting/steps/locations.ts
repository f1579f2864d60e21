import type { Hub } from '../../hub.ts'
import { listAll } from '../../stock/pages.ts'
import { type Connection, counted, listed, NAMED, type Step } from '../step.ts'

interface Place { location: string; name: string }
/** `foreign`: run by another app, `theirs`: by a person's word somebody else ships from there; neither is ours to push to, nor among `ours`. */
export interface LocationsFound { total: number; ours: number; mapped: number; unmapped: Place[]; foreign: Place[]; theirs: Place[] }

/** Which of the store's locations have centers behind them. Orders of one that has none are ours all the same, until a person says that they are not (a shop with a counter). */
export async function locationsStep(hub: Hub, { merchantId, id: connectionId }: Connection): Promise<Step<'locations', LocationsFound>> {
  const all = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  const ours = all.filter(({ foreign, notOurs }) => !foreign && !notOurs)
  const [mapped, unmapped, foreign, theirs] = [ours.filter(({ centerIds }) => centerIds.length > 0), ours.filter(({ centerIds }) => centerIds.length === 0), all.filter(one => one.foreign), all.filter(one => one.notOurs && !one.foreign)]
  const places = (some: typeof all): Place[] => some.slice(0, NAMED).map(({ location, name }) => ({ location, name }))
  const found = { total: all.length, ours: ours.length, mapped: mapped.length, unmapped: places(unmapped), foreign: places(foreign), theirs: places(theirs) }
  const aside = `${foreign.length > 0 ? ` ${counted(foreign.length, 'location')} of another app: not ours to push to.` : ''}${theirs.length > 0 ? ` Others ship from ${listed(theirs.map(({ name }) => name))}.` : ''}`
  const says = all.length === 0 ? 'The store’s locations are not known yet.' : `${mapped.length} of ${counted(ours.length, 'location')} mapped${unmapped.length > 0 ? `; not mapped: ${listed(unmapped.map(({ name }) => name))}` : ''}.${aside}`
  if (all.length === 0) return { step: 'locations', state: 'waiting', says, next: 'Check the connection: that lists them.', found }
  if (mapped.length === 0) return { step: 'locations', state: 'waiting', says, next: ours.length > 0 ? 'Map a location to the centers behind it.' : 'Make a location of your own at the store: the others belong to other apps.', found }
  return { step: 'locations', state: 'done', says, next: unmapped.length > 0 ? 'Map the others too, if centers stand behind them, or say that others ship from there: until then we ship what the store sends there.' : null, found }
}
