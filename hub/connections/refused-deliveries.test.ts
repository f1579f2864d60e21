import { beforeEach, describe, expect, it } from 'vitest'
import { api, type Api } from '../../test/support/api.ts'
import { addMerchant, testHub } from '../../test/support/hub.ts'
import { connect, OWNER, ReadingShop } from '../../test/support/reading-shop.ts'
import { findingOf } from '../connecting/findings.ts'
import type { Hub } from '../hub.ts'
import { checkConnection } from './check.ts'
import { countRefused, keepRefused, refusedChecks } from './refused-deliveries.ts'

const HOUR = 3_600_000
let at: Api
let shop: ReadingShop
let connection: Awaited<ReturnType<typeof connect>>
let writes = 0
beforeEach(async () => {
  shop = new ReadingShop()
  writes = 0
  at = await api({
    connectors: [shop.connector],
    through: store => ({
      ...store,
      insert: (async (...given: Parameters<typeof store.insert>) => { writes += given[0] === 'findings' ? 1 : 0; return store.insert(...given) }) as typeof store.insert,
      replace: (async (...given: Parameters<typeof store.replace>) => { writes += given[0] === 'findings' ? 1 : 0; return store.replace(...given) }) as typeof store.replace,
    }),
  })
  await addMerchant(at.hub)
  connection = await connect(at.hub)
  writes = 0
})

const knock = async (body: string | Buffer, signature = 'sign', id: string = connection.id) => (await at.ask(null, 'POST', `/hooks/${id}`, { body, headers: { 'x-signature': signature } })).status
const said = async (hub: Hub = at.hub) => (await refusedChecks(hub, connection)).map(({ is, title }) => `${is}: ${title}`)
const OK = JSON.stringify({ event: 'e1', refs: [] })

describe('webhooks that are refused', () => {
  it('are counted by why, and what is taken is not', async () => {
    expect(await said()).toEqual(['ok: 0 bad signatures in 24 h'])
    expect([await knock(OK), await knock(OK, 'other'), await knock(OK, ''), await knock(Buffer.alloc(3 * 1024 * 1024)), await knock('{'), await knock('null'), await knock(OK, 'sign', 'nobody')]).toEqual([200, 401, 401, 413, 400, 400, 404])
    expect(await said()).toEqual(['warning: 2 webhooks with a bad signature in 24 h: refused', 'warning: 1 webhook larger than 2 MB in 24 h: refused', 'warning: 2 webhooks in 24 h that could not be read: refused'])
  })

  it('stand in the check of the connection, beside when the last one came', async () => {
    await knock(OK, 'other')
    const checked = await checkConnection({ ...at.hub, publicUrl: 'https://hub.test' }, OWNER, connection.id)
    // Another process has counted it, and writes it down in its own time.
    expect(checked).toMatchObject({ checks: expect.arrayContaining([expect.objectContaining({ code: 'door_bad_signature', is: 'ok' })]) })
    await at.hub.time.advance(10_000)
    const again = await checkConnection({ ...at.hub, publicUrl: 'https://hub.test' }, OWNER, connection.id)
    expect(again).toMatchObject({ checks: expect.arrayContaining([expect.objectContaining({ code: 'door_bad_signature', is: 'warning' })]) })
  })

  it('cost one write in ten seconds, however many a stranger sends, and none for a door that is nobody\'s', async () => {
    for (let n = 0; n < 500; n += 1) countRefused(at.hub, connection.id, 401)
    for (let n = 0; n < 5_000; n += 1) countRefused(at.hub, `made-up-${n}`, 413)
    expect(writes).toBe(0)
    await at.hub.time.advance(10_000)
    await keepRefused(at.hub)
    expect(writes).toBe(1)
    expect(await said()).toEqual(['warning: 500 webhooks with a bad signature in 24 h: refused'])
  })

  it('are forgotten after a day, and leave nothing behind', async () => {
    countRefused(at.hub, connection.id, 413)
    await said()
    await at.hub.time.advance(23 * HOUR)
    countRefused(at.hub, connection.id, 401)
    expect(await said()).toHaveLength(2)
    await at.hub.time.advance(HOUR)
    expect(await said()).toEqual(['warning: 1 webhook with a bad signature in 24 h: refused'])
    await at.hub.time.advance(23 * HOUR)
    expect(await said()).toEqual(['ok: 0 bad signatures in 24 h'])
    countRefused(at.hub, connection.id, 401)
    await keepRefused(at.hub)
    expect(Object.keys((await findingOf(at.hub, connection, 'refused')).found ?? {})).toHaveLength(1)
  })

  it('of several processes are added up, also where they write at the same moment', async () => {
    const other = testHub({ database: at.hub.database, connectors: [shop.connector], time: at.hub.time })
    for (const hub of [at.hub, other]) for (let n = 0; n < 3; n += 1) countRefused(hub, connection.id, 401)
    await Promise.all([keepRefused(at.hub), keepRefused(other)])
    expect(await said()).toEqual(['warning: 6 webhooks with a bad signature in 24 h: refused'])
  })

  it('that cannot be written down are said so, and nobody is kept waiting', async () => {
    const broken: Hub = { ...at.hub, store: { ...at.hub.store, get: (async () => { throw new Error('no disk') }) as Hub['store']['get'] } }
    countRefused(broken, connection.id, 401)
    await keepRefused(broken)
    expect(at.hub.lines.filter(({ event }) => event === 'refused_not_counted')).toMatchObject([{ fields: { connectionId: connection.id, count: 1 } }])
  })
})
