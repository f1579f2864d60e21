// A process of its own: the hub's endpoint, but its deliveries go into a second database, written by the store's own writer
// without the checkpoint thread: SQLite copies the log inside a COMMIT when it is longer than 16 MB, as it does by default (at 4).
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openHub } from '../../app/hub.ts'
import type { Hub } from '../../hub/hub.ts'
import type { Delivery } from '../../core/model/work.ts'
import { createServer } from '../../server/server.ts'
import { draftOf } from '../../stores/draft.ts'
import { openWriter as openHandle } from '../../stores/sqlite/handles.ts'
import { createOrCheck } from '../../stores/sqlite/migrate.ts'
import { openWriter } from '../../stores/sqlite/writer.ts'
import { openWrites } from '../../stores/sqlite/writes.ts'
import { connectShop, settingsIn, withShop } from './settings.ts'
import { open } from './told.ts'

const LOG_BYTES = 16 * 1024 * 1024
const PAGE_BYTES = 8_192

const folder = process.argv[2] ?? ''
const { opened, path } = await withShop(async url => {
  const opened = await openHub(settingsIn(folder, url))
  return { opened, path: await connectShop(opened.hub) }
})

const file = join(folder, 'inline.db')
const database = openHandle(file)
createOrCheck(database, file)
database.exec(`PRAGMA wal_autocheckpoint = ${LOG_BYTES / PAGE_BYTES}`)
const writer = openWriter(database, opened.hub.clock, { isHeld: () => false, refuses: () => null, wrote: () => {} })
const writes = openWrites(database)

const insertMany = async (_kind: 'deliveries', records: readonly Delivery[]) => {
  const changes = records.map(record => {
    const writeId = opened.hub.random.id()
    return { draft: draftOf('deliveries', record), body: JSON.stringify({ ...record, version: 1, writeId }), writeId, isNamed: false }
  })
  return writer.write({ writes: changes.length, bytes: changes.reduce((sum, { body }) => sum + body.length, 0) }, () => changes.map(change => writes.insert(change)))
}
const hub: Hub = { ...opened.hub, store: { ...opened.hub.store, insertMany: insertMany as never } }
const app = await createServer(hub, { version: 'bench', ready: async () => [] })
await app.listen({ port: 0, host: '127.0.0.1' })

open({ port: (app.server.address() as AddressInfo).port, path }, async () => {
  await app.close()
  await writer.close()
  database.close()
  await opened.close()
})
