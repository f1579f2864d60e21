import type { CenterId, Instant } from '../model/ids.ts'
import type { Order, Shipment, Todo } from '../model/order.ts'
import { atState, isUnstarted, type State } from './states.ts'

/** Whether it may is asked of the table (`mayMove`) before. */
export const move = (shipment: Shipment, to: State): Shipment => ({ ...shipment, ...atState(to) })

/** Back to looking for stock, or waiting for a person: either way it stands at no center. */
export const backTo = (shipment: Shipment, to: 'import_review' | 'action_required'): Shipment => ({ ...move(shipment, to), centerId: null })

/** The shipments that have not begun, each changed; the others as they are. */
export const changeUnstarted = (order: Order, change: (shipment: Shipment) => Shipment): Shipment[] =>
  order.shipments.map(shipment => (isUnstarted(shipment) ? change(shipment) : shipment))

/** The name of a pick task, by the revision that it was told for: one told anew has another. */
export const pickCause = ({ id }: Shipment, revision: number): string => `pick:${id}:${revision}`

export const pickTask = (shipment: Shipment, centerId: CenterId, revision: number, at: Instant): Todo =>
  ({ is: 'task', does: 'pick', cause: pickCause(shipment, revision), centerId, shipmentId: shipment.id, at })

/** A floor that was told to pick these has to be told to stop; one that waits was never told. */
export const stopTasks = (shipments: readonly Shipment[], revision: number, at: Instant): Todo[] =>
  shipments.flatMap(({ id, status, centerId }) => (status === 'processing' && centerId !== null
    ? [{ is: 'task' as const, does: 'stop' as const, cause: `stop:${id}:${revision}`, centerId, shipmentId: id, at }]
    : []))
