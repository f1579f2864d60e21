import type { Hub } from '../../hub.ts'
import { listAll } from '../../stock/pages.ts'
import { type Connection, counted, listed, NAMED, type Step } from '../step.ts'

interface Place { location: string; name: string }
/** `foreign`: run by another app, so not ours to push to and not among `ours`. */
export interface LocationsFound { total: number; ours: number; mapped: number; unmapped: Place[]; foreign: Place[] }

/** Which of the store's locations have centers behind them. One that never gets any (a shop with a counter) is left alone. */
export async function locationsStep(hub: Hub, { merchantId, id: connectionId }: Connection): Promise<Step<'locations', LocationsFound>> {
  const all = await listAll(hub.store, 'locationsOfConnection', { merchantId, connectionId })
  const ours = all.filter(({ foreign }) => !foreign)
  const [mapped, unmapped, foreign] = [ours.filter(({ centerIds }) => centerIds.length > 0), ours.filter(({ centerIds }) => centerIds.length === 0), all.filter(one => one.foreign)]
  const places = (some: typeof all): Place[] => some.slice(0, NAMED).map(({ location, name }) => ({ location, name }))
  const found = { total: all.length, ours: ours.length, mapped: mapped.length, unmapped: places(unmapped), foreign: places(foreign) }
  const aside = foreign.length > 0 ? ` ${counted(foreign.length, 'location')} of another app: not ours to push to.` : ''
  const says = all.length === 0 ? 'The store’s locations are not known yet.' : `${mapped.length} of ${counted(ours.length, 'location')} mapped${unmapped.length > 0 ? `; not mapped: ${listed(unmapped.map(({ name }) => name))}` : ''}.${aside}`
  if (all.length === 0) return { step: 'locations', state: 'waiting', says, next: 'Check the connection: that lists them.', found }
  if (mapped.length === 0) return { step: 'locations', state: 'waiting', says, next: ours.length > 0 ? 'Map a location to the centers behind it.' : 'Make a location of your own at the store: the others belong to other apps.', found }
  return { step: 'locations', state: 'done', says, next: unmapped.length > 0 ? 'Map the others too, if centers stand behind them.' : null, found }
}
