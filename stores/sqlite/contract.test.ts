import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '../../test/contracts/store.seams.ts'
import { type OpenedStore, storeContract } from '../../test/contracts/store.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { openSqlite } from './open.ts'

storeContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crossdock-contract-'))
  let seed = 0
  const open = (): OpenedStore => {
    const [a, b] = [1, 2].map(() => openSqlite(join(folder, 'store.db'), { clock: realClock, random: new SeededRandom((seed += 1)) }, { shared: true }))
    return { a: a!, b: b!, close: async () => { await Promise.all([a!.close(), b!.close()]) } }
  }
  const opened = open()
  return { ...opened, reopen: async () => open(), close: async () => { await opened.close(); await rm(folder, { recursive: true }) } }
})
