import { type ChildProcess, spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Records } from '../../core/ports/records.ts'
import { openSqlite, type SqliteStore } from '../../stores/sqlite/open.ts'
import { realClock } from '../contracts/store.seams.ts'
import { sample } from '../contracts/store.samples.ts'
import { SeededRandom } from './random.ts'

/** What a process with a store of its own is to do: hold it, write until it is killed, or write so many batches. */
export interface StoreProcessOrder { path: string; does: 'hold' | 'write' | 'batches'; seed: number; batches?: number; plant?: 'synchronous=NORMAL' }

/** Starts this file as such a process, under `wrapper` (strace) where one is given. */
export function startStoreProcess(order: StoreProcessOrder, wrapper: readonly string[] = []): ChildProcess {
  const [command, ...args] = [...wrapper, process.execPath, fileURLToPath(import.meta.url), JSON.stringify(order)]
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Lines of its output, to be read one by one; null once it has ended. */
export async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of child.stdout ?? []) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

/** In one write call, so that strace sees it where it happened and a kill leaves no half line unseen. */
const say = (line: string): void => { writeSync(1, `${line}\n`) }

async function run(order: StoreProcessOrder): Promise<void> {
  if (order.plant) await import('./plant-normal.ts')
  const store = openSqlite(order.path, { clock: realClock, random: new SeededRandom(order.seed) })
  say('open')
  if (order.does === 'hold') setInterval(() => undefined, 1_000)
  if (order.does === 'write') await writeForever(store, order.seed)
  if (order.does === 'batches') await writeBatches(store, order.batches ?? 10)
}

async function writeForever(store: SqliteStore, seed: number): Promise<never> {
  const random = new SeededRandom(seed)
  for (let turn = 0; ; turn++) {
    await Promise.all(Array.from({ length: random.between(1, 32) }, async (_, n) => {
      const id = `${seed}-${turn}-${n}`
      const record = random.chance(0.5) ? { kind: 'orders' as const, record: sample('orders', n, { id }) } : { kind: 'deliveries' as const, record: sample('deliveries', n, { id }) }
      const first = await store.insert(record.kind, record.record as Records[typeof record.kind])
      if (first.is === 'done') say(`${record.kind} ${id} 1`)
      if (!random.chance(0.3)) return
      const second = await store.replace(record.kind, record.record as Records[typeof record.kind])
      if (second.is === 'done') say(`${record.kind} ${id} 2`)
    }))
  }
}

async function writeBatches(store: SqliteStore, batches: number): Promise<void> {
  for (let batch = 0; batch < batches; batch++) {
    say(`sent ${batch}`)
    await Promise.all(Array.from({ length: 8 }, (_, n) => store.insert('deliveries', sample('deliveries', batch * 8 + n) as Records['deliveries'])))
    say(`acknowledged ${batch}`)
  }
  await store.close()
}

const [, file, order] = process.argv
if (file === fileURLToPath(import.meta.url) && order) await run(JSON.parse(order) as StoreProcessOrder)
