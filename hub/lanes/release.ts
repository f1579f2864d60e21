import type { Hub } from '../hub.ts'

/**
 * Frees every lane that a holder of before still has, so that work goes on at once after a kill. Only for a store that serves one
 * process (it refuses a second): there, every holder is dead. Answers how many were freed.
 */
export async function releaseDead(hub: Hub): Promise<number> {
  let after: string | null = null
  let freed = 0
  do {
    const page: Awaited<ReturnType<typeof lanes>> = await lanes(hub, after)
    for (const lane of page.items) {
      if (lane.holder === null) continue
      const written = await hub.store.replace('lanes', { ...lane, holder: null, nextAt: Math.max(hub.clock.now(), lane.gate ?? 0), wokenFor: null })
      if (written.is === 'done') freed += 1
    }
    after = page.next
  } while (after !== null)
  return freed
}

const lanes = async (hub: Hub, after: string | null) => hub.store.list('dueLanes', {}, { limit: 500, after })
