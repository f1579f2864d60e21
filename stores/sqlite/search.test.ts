import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Records } from '../../core/ports/records.ts'
import type { Word } from '../../core/ports/store.ts'
import { realClock } from '../../test/contracts/store.seams.ts'
import { sample } from '../../test/contracts/store.samples.ts'
import { SeededRandom } from '../../test/support/random.ts'
import { openReader } from './handles.ts'
import { openSqlite } from './open.ts'
import { openSearch } from './search.ts'

const folder = mkdtempSync(join(tmpdir(), 'crossdock-search-'))
const path = join(folder, 'store.db')
const { merchantId } = sample('orders', 1)

beforeAll(async () => {
  const store = openSqlite(path, { clock: realClock, random: new SeededRandom(1) })
  // 1,500 orders #1000 … #2499, so that "#1" has 1,000 and "#12" 100, more than one step of a walk.
  for (let n = 0; n < 1_500; n += 500) await store.insertMany('orders', Array.from({ length: 500 }, (_, at) => sample('orders', n + at) as Records['orders']))
  await store.close()
})
afterAll(() => { rmSync(folder, { recursive: true }) })

it('finds the same by walking a common beginning as by gathering all that begin so', () => {
  const reader = openReader(path)
  const [gathering, walking] = [openSearch(reader), openSearch(reader, 3)]
  const asked: readonly (readonly Word[])[] = [['#10'], ['#100'], ['#1007'], ['#24'], ['sku-'], ['gid://store/order/5'], ['#120', 'sku-3'], ['sku-2', 'short:SKU']].map((words) => words.map((word) => ({ word, prefix: true })))
  for (const words of asked) {
    for (const page of [{ limit: 1_000 }, { limit: 40, until: 1_790_000_000_600 }, { limit: 40, from: 1_790_000_000_050 }]) {
      const found = gathering.search('orders', merchantId, words, page)
      expect(walking.search('orders', merchantId, words, page)).toEqual(found)
      const following = { ...page, after: found.next }
      expect(walking.search('orders', merchantId, words, following)).toEqual(gathering.search('orders', merchantId, words, following))
    }
  }
  expect(walking.search('orders', merchantId, asked[0]!, { limit: 1_000 }).items.length).toBe(100)
  reader.close()
})
