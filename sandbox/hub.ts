import { setTimeout as wait } from 'node:timers/promises'
import { freePort, type HubProcess, runCli, startHub } from './processes.ts'

export interface DemoHub { readonly url: string; readonly adminToken: string; pid(): number; restarts(): number; stop(): Promise<void> }

const READY_WITHIN = 60_000
/** Between two starts of a hub that did not come up. */
const RESTART_AFTER = 500

/**
 * Installs the hub in `folder`, starts it, and starts it again whenever it dies: it may be killed at any moment, and nothing is lost.
 * `started` is told of each new process. Throws with the hub's own words where it does not come up.
 */
export async function runHub(folder: string, given: { port: number; store: string | null; variables: Record<string, string> }, started: (pid: number) => void): Promise<DemoHub> {
  const port = given.port || await freePort()
  const url = `http://127.0.0.1:${port}`
  const store = given.store ?? 'sqlite:./crossdock.db'
  const adminToken = (await runCli(folder, ['init', '--no-input', '--quiet', '--store', store, '--port', String(port), '--public-url', url])).trim().split('\n').at(-1) ?? ''
  let isStopping = false
  let restarts = 0
  let current = startHub(folder, given.variables)
  try {
    await ready(url, current)
  } catch (error) {
    await current.stop()
    throw error
  }
  started(current.pid)

  // It may be killed while it starts again, too.
  const watch = async (): Promise<void> => {
    for (;;) {
      await current.ended
      if (isStopping) return
      restarts += 1
      current = startHub(folder, given.variables)
      const isReady = await ready(url, current).then(() => true, () => false)
      if (isReady) started(current.pid)
      else await Promise.all([current.stop(), wait(RESTART_AFTER)])
    }
  }
  void watch()
  return {
    url, adminToken,
    pid: () => current.pid,
    restarts: () => restarts,
    stop: async () => {
      isStopping = true
      await current.stop()
    },
  }
}

async function ready(url: string, process: HubProcess): Promise<void> {
  const stop = AbortSignal.timeout(READY_WITHIN)
  const died = process.ended.then(code => { throw new Error(`The hub ended with ${String(code)} before it was ready:\n${process.said()}`) })
  died.catch(() => {})
  for (;;) {
    if (stop.aborted) throw new Error(`The hub was not ready within a minute:\n${process.said()}`)
    const answer = await Promise.race([fetch(`${url}/health/ready`).catch(() => null), died])
    if (answer?.ok) return
    await Promise.race([wait(50), died])
  }
}
