import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { realClock } from '../app/clock.ts'
import { machineRandom } from '../app/random.ts'
import { openStore } from '../stores/open.ts'
import { terminal } from '../test/support/terminal.ts'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'crossdock-migrate-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

const open = async () => openStore(`sqlite:${folder}/hub.db`, { clock: realClock(), random: machineRandom })
const at = () => terminal({ variables: { CROSSDOCK_STORE: `sqlite:${folder}/hub.db`, CROSSDOCK_KEY: Buffer.alloc(32, 7).toString('base64') } })

it('is what a start after an update asks for: then the store opens', async () => {
  await (await open()).close()
  const database = new DatabaseSync(`${folder}/hub.db`)
  database.exec("DELETE FROM shapes WHERE kind = 'lanes'; DROP TABLE list_lanes")
  database.close()
  await expect(open()).rejects.toThrow('crossdock migrate')
  const first = at()
  for (const flag of ['--plan', '--dry-run']) {
    expect(await first.run('migrate', flag)).toBe(0)
    expect(first.err()).toBe('would make lists and indexes anew: lanes\n')
  }
  expect(await first.run('migrate')).toBe(0)
  expect(first.err()).toContain('lanes')
  expect(await first.run('migrate', '--json')).toBe(0)
  expect(JSON.parse(first.out())).toEqual({ derived: [] })
  await (await open()).close()
})

it('is refused while a hub has the store, and says so', async () => {
  const store = await open()
  const refused = at()
  expect(await refused.run('migrate')).toBe(3)
  expect(refused.err()).toContain('stopped first')
  await store.close()
})
