import type { Instant } from '../core/model/ids.ts'
import { ensureDoors } from '../hub/connections/door.ts'
import { forgetSecrets } from '../hub/connections/rotate.ts'
import type { Hub } from '../hub/hub.ts'
import { jobLane } from '../hub/lanes/lane.ts'
import { wake } from '../hub/lanes/lanes.ts'
import { sweep, wakeAccounts } from '../hub/lanes/sweep.ts'
import { purge } from '../hub/retention/purge.ts'

const MINUTE = 60_000

/** A job runs at most once in a slot of `every` ms since 1970 UTC, so neither daylight saving nor a restart moves it (I23). */
export interface Job { readonly name: string; readonly every: number; run(hub: Hub): Promise<unknown> }

export const JOBS: readonly Job[] = [
  { name: 'sweep', every: MINUTE, run: sweep },
  { name: 'poll', every: 5 * MINUTE, run: async (hub) => wakeAccounts(hub) },
  { name: 'stock', every: 15 * MINUTE, run: async (hub) => wakeAccounts(hub, 'inventory') },
  { name: 'secrets', every: 10 * MINUTE, run: forgetSecrets },
  { name: 'doors', every: 60 * MINUTE, run: ensureDoors },
  { name: 'purge', every: 24 * 60 * MINUTE, run: purge },
]

/** The slot after the one that `at` is in. */
export function nextSlot(job: Pick<Job, 'every'>, at: Instant): Instant {
  return (Math.floor(at / job.every) + 1) * job.every
}

/** Runs one job and answers its next slot: slots missed while nobody ran are caught up by this one run. An unknown job sleeps. */
export async function runJob(hub: Hub, name: string): Promise<Instant | null> {
  const job = JOBS.find((one) => one.name === name)
  if (!job) return null
  const slot = nextSlot(job, hub.clock.now())
  await job.run(hub)
  return slot
}

/** Due at every start: a death may have left work without a lane, and while we were away a vendor may have given our door up. */
const AT_START: ReadonlySet<string> = new Set(['sweep', 'doors'])

/** Makes the lanes of jobs that have none. */
export async function ensureJobs(hub: Hub): Promise<void> {
  for (const { name } of JOBS) {
    const lane = await hub.store.get('lanes', null, jobLane(name))
    if (!lane || lane.nextAt === null || AT_START.has(name)) await wake(hub, jobLane(name))
  }
}
