import { type OpenedStore, storeContract } from '../contracts/store.ts'
import { memoryDatabase, openMemoryStore } from './memory-store.ts'
import { SeededRandom } from './random.ts'

storeContract('in memory', async () => {
  const database = memoryDatabase()
  let seed = 0
  const open = (): OpenedStore => {
    const [a, b] = [openMemoryStore(database, new SeededRandom((seed += 1))), openMemoryStore(database, new SeededRandom((seed += 1)))]
    return { a, b, close: async () => { await Promise.all([a.close(), b.close()]) } }
  }
  return { ...open(), reopen: async () => open() }
})
