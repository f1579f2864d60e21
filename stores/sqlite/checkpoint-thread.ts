import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { CELLS, type Progress, type ThreadOrder } from './checkpoint-order.ts'

/**
 * Copies the log into the database on a connection and a thread of its own, without ever stopping a writer (PASSIVE).
 * Sleeps in between, until the interval is over or it is woken; tells only what changed, or what was asked for.
 */
const { path, interval, cells } = workerData as ThreadOrder
const database = new DatabaseSync(path, { timeout: 0 })
database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON; PRAGMA wal_autocheckpoint = 0')
const frame = Number(Object.values(database.prepare('PRAGMA page_size').get() ?? {})[0]) + 24
const copy = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')

let told = ''
while (Atomics.load(cells, CELLS.stop) === 0) {
  const asked = Atomics.exchange(cells, CELLS.asked, 0)
  const state = copied()
  if (state === null) {
    // Another connection is copying just now (one that closes): a question that was asked stays asked.
    if (asked !== 0) Atomics.compareExchange(cells, CELLS.asked, 0, asked)
    Atomics.wait(cells, CELLS.stop, 0, 1)
    continue
  }
  const progress = { asked, ...state } satisfies Progress
  const telling = JSON.stringify(progress)
  if (asked !== 0 || telling !== told) parentPort?.postMessage(progress)
  told = telling
  Atomics.wait(cells, CELLS.asked, 0, interval)
}
database.close()

function copied() {
  try {
    const { log, checkpointed } = copy.get() as { log: number; checkpointed: number }
    return log < 0 ? null : ({ logBytes: log * frame, copiedBytes: checkpointed * frame, fault: null } as const)
  } catch (error) {
    return { logBytes: null, copiedBytes: null, fault: error instanceof Error ? error.message : String(error) } as const
  }
}
