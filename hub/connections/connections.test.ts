import { describe, expect, it } from 'vitest'
import type { ConnectionId, MerchantId } from '../../core/model/ids.ts'
import { VendorError } from '../../core/ports/connector.ts'
import { person } from '../../test/support/orders.ts'
import { connect, CREDENTIALS, M1, OWNER, shopHub, webhook } from '../../test/support/reading-shop.ts'
import { addMerchant } from '../../test/support/hub.ts'
import { stoppedByAuth } from '../calls/reauth.ts'
import { accept } from '../receive/accept.ts'
import { previewStartAt } from '../connecting/start-at.ts'
import { compareStock, confirmComparison } from '../inventory/comparison.ts'
import { disconnect, patchConnection, pauseConnection, resumeConnection } from './change-connection.ts'
import { checkConnection, listConnections, syncConnection } from './check.ts'
import { createConnection } from './create.ts'
import { ensureDoors } from './door.ts'
import { connectionOf } from './found.ts'
import { forgetSecrets, rotateConnection } from './rotate.ts'
import { viewOf } from './view.ts'

const wanted = { id: 'c1', connector: 'shop', name: 'One', credentials: CREDENTIALS }

describe('connecting', () => {
  it('S2.8: asks the vendor first, begins now, observes, and has no role until a person switches one on', async () => {
    const { hub, shop } = await shopHub()
    shop.put({ purchasedAt: hub.clock.now() - 1 })
    const made = await createConnection(hub, OWNER, wanted)
    expect(made).toMatchObject({ is: 'done', connection: { roles: [], mode: 'observe', startAt: hub.clock.now(), olderOpenOrders: 1, account: 'shop:one', storeIdentity: 'shop:one' } })
    expect(shop.ensured).toEqual([])
    expect((await hub.store.list('locationsOfConnection', { merchantId: M1, connectionId: 'c1' }, { limit: 9 })).items).toMatchObject([{ centerIds: [] }, { centerIds: [] }])
    expect(await createConnection(hub, OWNER, wanted)).toMatchObject({ is: 'done', connection: { version: 1 } })
  })

  it('keeps nothing that the vendor refuses, and names each missing scope', async () => {
    const { hub, shop } = await shopHub()
    shop.checks = [{ code: 'missing_scope', is: 'fault', title: 'read_orders is missing' }]
    expect(await createConnection(hub, OWNER, wanted)).toMatchObject({ is: 'refused', code: 'connection_check_failed', detail: { checks: [{ code: 'missing_scope' }] } })
    shop.faults.push(new VendorError('auth', 'yes', 'who'))
    expect(await createConnection(hub, OWNER, wanted)).toMatchObject({ is: 'refused', code: 'connection_check_failed', detail: { checks: [{ code: 'credentials_refused' }] } })
    expect(await hub.store.get('connections', null, 'c1')).toBeNull()
  })

  it('names every field that is wrong, and never what stood there', async () => {
    const { hub } = await shopHub()
    const refused = await createConnection(hub, OWNER, { ...wanted, credentials: { token: 'oops' }, roles: ['returns'] })
    expect(refused).toMatchObject({ is: 'refused', code: 'invalid_input', fields: [{ field: 'credentials.token' }, { field: 'credentials.secret' }, { field: 'roles' }] })
    expect(JSON.stringify(refused)).not.toContain('oops')
    expect(await createConnection(hub, OWNER, { ...wanted, connector: 'nobody' })).toMatchObject({ is: 'refused', code: 'invalid_input' })
  })

  it('is shown without its credentials', async () => {
    const { hub } = await shopHub()
    const view = await viewOf(hub, await connect(hub))
    expect(view.credentials).toEqual({ token: { set: true, last4: '6789' }, secret: { set: true } })
    expect(JSON.stringify(view)).not.toMatch(/tok_|sign|Sealed/)
  })

  it('webhooks are set up only where a role is on, it is live, and somebody can reach us', async () => {
    const { hub, shop } = await shopHub()
    const reachable = { ...hub, publicUrl: 'https://hub.test/' }
    const { id } = await connect(reachable, { roles: [], mode: 'live' })
    expect(shop.ensured).toEqual([])
    expect(await patchConnection(reachable, OWNER, id, null, { roles: ['orders'] })).toMatchObject({ is: 'done', checks: [{ code: 'webhooks' }] })
    expect(shop.ensured).toEqual(['https://hub.test/hooks/c1'])
    expect(await patchConnection(hub, OWNER, id, null, { name: 'Two' })).toMatchObject({ checks: [{ code: 'no_public_url' }] })
  })
})

describe('the store’s webhooks', () => {
  it('are mended by a check and by the hourly job, only where a person switched them on', async () => {
    const { hub, shop } = await shopHub()
    const reachable = { ...hub, publicUrl: 'https://hub.test/' }
    await connect(hub)
    await connect(hub, { id: 'c2', mode: 'observe' })
    await connect(hub, { id: 'c3', roles: ['tracking'] })
    await connect(hub, { id: 'c4' })
    await disconnect(hub, OWNER, 'c4' as ConnectionId)
    await connect(hub, { id: 'c5' })
    await pauseConnection(hub, OWNER, 'c5' as ConnectionId)
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5']) await checkConnection(reachable, OWNER, id as ConnectionId)
    expect(shop.ensured).toEqual(['https://hub.test/hooks/c1', 'https://hub.test/hooks/c3'])
    await ensureDoors(reachable)
    expect(shop.ensured.slice(2)).toEqual(['https://hub.test/hooks/c1', 'https://hub.test/hooks/c3'])
    await ensureDoors(hub)
    expect(shop.ensured).toHaveLength(4)
  })

  it('of one store that fails keep no other’s waiting', async () => {
    const { hub, shop } = await shopHub()
    const { id, version } = await connect(hub)
    await connect(hub, { id: 'c2' })
    await hub.store.replace('connections', { ...(await hub.store.get('connections', null, id))!, version, credentialsSealed: 'damaged' })
    await ensureDoors({ ...hub, publicUrl: 'https://hub.test/' })
    expect(shop.ensured).toEqual(['https://hub.test/hooks/c2'])
  })
})

describe('a connection', () => {
  it('refuses a stale version and another store', async () => {
    const { hub } = await shopHub()
    const { id, version } = await connect(hub)
    expect(await patchConnection(hub, OWNER, id, version, { buffer: 3 })).toMatchObject({ is: 'done', connection: { buffer: 3 } })
    expect(await patchConnection(hub, OWNER, id, version, { buffer: 4 })).toMatchObject({ is: 'refused', code: 'stale_version' })
    expect(await patchConnection(hub, OWNER, id, null, { settings: { store: 'two' } })).toMatchObject({ is: 'refused', code: 'other_store' })
  })

  it('S2.18: whose inventory role was switched off asks for a new comparison', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub, { roles: ['orders', 'inventory'] })
    expect(await confirmComparison(hub, OWNER, id)).toMatchObject({ is: 'saved' })
    expect(await patchConnection(hub, OWNER, id, null, { buffer: 1 })).toMatchObject({ connection: { stockConfirmedAt: hub.clock.now() } })
    expect(await patchConnection(hub, OWNER, id, null, { roles: ['inventory'] })).toMatchObject({ connection: { stockConfirmedAt: hub.clock.now() } })
    expect(await patchConnection(hub, OWNER, id, null, { roles: ['orders'] })).toMatchObject({ connection: { stockConfirmedAt: null } })
    expect(await patchConnection(hub, OWNER, id, null, { roles: ['orders', 'inventory'] })).toMatchObject({ connection: { stockConfirmedAt: null } })
  })

  it('rotates to credentials that serve, and works again', async () => {
    const { hub, shop } = await shopHub()
    const { id } = await connect(hub)
    await hub.store.replace('connections', { ...(await hub.store.get('connections', null, id))!, state: 'needs_reauth' })
    shop.faults.push(new VendorError('auth', 'yes', 'who'))
    expect(await rotateConnection(hub, OWNER, id, { ...CREDENTIALS, token: 'tok_wrong' })).toMatchObject({ is: 'refused', code: 'connection_check_failed' })
    expect(await rotateConnection(hub, OWNER, id, { ...CREDENTIALS, token: 'tok_new_abcdef' })).toMatchObject({ is: 'done', connection: { state: 'connected' } })
  })

  it('S2.28: takes the old secret at the door for an hour after a rotation, then forgets it; the feed names what changed', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    const knock = async (signature: string) => (await accept(hub, id, webhook(hub, 'e', ['1'], signature))).status
    const stored = async () => (await hub.store.get('connections', null, id))!
    expect([await knock('sign'), await knock('next')]).toEqual([200, 401])
    await rotateConnection(hub, OWNER, id, { ...CREDENTIALS, secret: 'next' })
    expect([await knock('sign'), await knock('next'), await knock('other')]).toEqual([200, 200, 401])
    // Another token under the same secret does not lengthen it.
    await hub.time.advance(1_800_000)
    await rotateConnection(hub, OWNER, id, { token: 'tok_other_12345', secret: 'next' })
    expect(await knock('sign')).toBe(200)
    const view = await viewOf(hub, await stored())
    expect(view.previousSecretUntil).toBe(new Date(hub.clock.now() + 1_800_000).toISOString())
    expect(JSON.stringify([view, await stored()])).not.toMatch(/"(sign|next)"|tok_/)
    await forgetSecrets(hub)
    expect((await stored()).previousSecret).toBeTruthy()
    await hub.time.advance(1_800_001)
    expect([await knock('sign'), await knock('next')]).toEqual([401, 200])
    await forgetSecrets(hub)
    expect((await stored()).previousSecret).toBeNull()
    const feed = await hub.store.list('feedBySeq', { merchantId: M1 }, { limit: 50 })
    expect(feed.items.filter(({ kind }) => kind === 'connection.rotated').map(({ changed }) => changed)).toEqual([['credentials', 'credentials.secret'], ['credentials', 'credentials.token']])
  })

  it('refuses credentials of another store, and says so', async () => {
    const { hub, shop } = await shopHub()
    const { id } = await connect(hub)
    shop.checks = [{ code: 'other_store', is: 'fault', title: 'These credentials belong to another shop' }]
    expect(await rotateConnection(hub, OWNER, id, { ...CREDENTIALS, token: 'tok_elsewhere' })).toMatchObject({ is: 'refused', code: 'other_store', detail: { checks: [{ code: 'other_store' }] } })
  })

  it('a late refusal of the credentials of before stops nothing that was rotated meanwhile', async () => {
    const { hub } = await shopHub()
    const before = await connect(hub)
    await rotateConnection(hub, OWNER, before.id, { ...CREDENTIALS, token: 'tok_new_abcdef' })
    expect(await stoppedByAuth(hub, before, new VendorError('auth', 'yes', 'who'))).toBe(true)
    const now = (await connectionOf(hub, OWNER, before.id))!
    expect(now.state).toBe('connected')
    await stoppedByAuth(hub, now, new VendorError('auth', 'yes', 'who'))
    expect(await connectionOf(hub, OWNER, before.id)).toMatchObject({ state: 'needs_reauth' })
  })

  it('says in its doctor what is missing, and a check that goes well mends needs_reauth', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub, { roles: ['orders', 'inventory'] })
    await hub.store.replace('connections', { ...(await hub.store.get('connections', null, id))!, state: 'needs_reauth' })
    const checked = await checkConnection(hub, OWNER, id)
    expect(checked.is === 'done' && checked.checks.map(({ code }) => code)).toEqual(['no_public_url', 'stock_not_confirmed', 'no_location_mapped'])
    expect(await connectionOf(hub, OWNER, id)).toMatchObject({ state: 'connected' })
  })

  it('once disconnected it is looked at no more: the doctor says so, and the store is not asked, also when its credentials are gone', async () => {
    const { hub, shop } = await shopHub()
    const { id } = await connect(hub)
    await disconnect(hub, OWNER, id)
    shop.faults.push(new VendorError('rejected', 'yes', 'nobody should have asked'))
    const gone = async () => hub.store.replace('connections', { ...(await hub.store.get('connections', null, id))!, credentialsSealed: '' })
    for (const then of [async () => {}, gone]) {
      await then()
      const checked = await checkConnection(hub, OWNER, id)
      expect(checked.is === 'done' && checked.checks[0]).toMatchObject({ code: 'disconnected', is: 'fault' })
      expect(await compareStock(hub, OWNER, id)).toMatchObject({ is: 'refused', code: 'state_forbids' })
      expect(await previewStartAt(hub, OWNER, id, hub.clock.now())).toMatchObject({ is: 'refused', code: 'state_forbids' })
    }
    expect(shop.faults).toHaveLength(1)
  })

  it('S2.8: a store that another merchant has connected is refused, and may be had once it was disconnected there', async () => {
    const { hub } = await shopHub()
    await addMerchant(hub, 'm2' as MerchantId)
    const { id } = await connect(hub)
    const other = { ...OWNER, merchantId: 'm2' as MerchantId }
    const again = async () => createConnection(hub, other, { ...wanted, id: 'c9' })
    expect(await again()).toMatchObject({ is: 'refused', code: 'store_taken' })
    await disconnect(hub, OWNER, id)
    expect(await again()).toMatchObject({ is: 'done' })
  })

  it('pauses, resumes and ends; every step stands in the feed under its person', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    expect(await pauseConnection(hub, OWNER, id, ['tracking'])).toMatchObject({ connection: { pausedRoles: ['tracking'] } })
    expect(await resumeConnection(hub, OWNER, id)).toMatchObject({ connection: { pausedRoles: [] } })
    expect(await syncConnection(hub, OWNER, id)).toEqual({ is: 'done', woken: ['orders', 'items'] })
    expect(await disconnect(hub, OWNER, id)).toMatchObject({ connection: { state: 'disconnected' } })
    expect(await patchConnection(hub, OWNER, id, null, { name: 'x' })).toMatchObject({ is: 'refused', code: 'state_forbids' })
    const feed = await hub.store.list('feedBySeq', { merchantId: M1 }, { limit: 50 })
    expect(feed.items.map(({ kind }) => kind)).toEqual(['connection.created', 'connection.paused', 'connection.resumed', 'connection.disconnected'])
    expect(feed.items.every(({ actor }) => 'role' in actor && actor.role === 'owner')).toBe(true)
  })

  it('wakes no source of what is paused or stopped, and says so by naming none', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    await pauseConnection(hub, OWNER, id, ['orders'])
    expect(await syncConnection(hub, OWNER, id, ['orders'])).toEqual({ is: 'done', woken: [] })
    await resumeConnection(hub, OWNER, id)
    await hub.store.replace('connections', { ...(await hub.store.get('connections', null, id))!, state: 'needs_reauth' })
    expect(await syncConnection(hub, OWNER, id)).toEqual({ is: 'done', woken: [] })
  })

  it('is another merchant’s affair: missing to everybody else', async () => {
    const { hub } = await shopHub()
    const { id } = await connect(hub)
    const other = { merchantId: (await addMerchant(hub, 'm2')).id, actor: person('owner') }
    for (const answer of [await checkConnection(hub, other, id), await disconnect(hub, other, id), await pauseConnection(hub, other, id), await rotateConnection(hub, other, id, CREDENTIALS), await syncConnection(hub, other, id)]) {
      expect(answer).toMatchObject({ is: 'refused', code: 'not_found' })
    }
    expect((await listConnections(hub, other, { limit: 9 })).items).toEqual([])
  })
})
