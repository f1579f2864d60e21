import { laneWork } from '../../app/lane-work.ts'
import type { Hub } from '../../hub/hub.ts'
import { startWorker } from '../../jobs/worker.ts'

/** What a hub process does from its start on: the real worker on the real lanes. */
export function startWork(hub: Hub, name: string): void {
  startWorker(hub, laneWork, { name })
}
