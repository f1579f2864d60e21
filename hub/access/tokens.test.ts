import { expect, it } from 'vitest'
import { testHub } from '../../test/support/hub.ts'
import { CenterId, MerchantId } from '../../core/model/ids.ts'
import { authenticate, createToken, revokeToken } from './tokens.ts'

const M1 = MerchantId.parse('m1')
const FIRST = '00000000-0000-4000-8000-000000000001'
const SECOND = '00000000-0000-4000-8000-000000000002'
const wanted = { name: 'shop', role: 'owner' as const, boundTo: M1, centers: null, scopes: ['orders'], expiresAt: null }

it('I35: knows its bearer as who it was made for, and keeps no secret', async () => {
  const hub = testHub()
  const { token, secret } = await createToken(hub, wanted)
  expect(secret).toMatch(/^cd_[0-9a-f-]{36}_[\w-]{43}$/)
  expect(await authenticate(hub, `Bearer ${secret}`)).toEqual({ is: 'token', id: token.id, role: 'owner', merchantId: 'm1', centers: null, scopes: ['orders'] })
  expect(JSON.stringify(await hub.store.get('tokens', null, token.id))).not.toContain(secret.slice(-43))
  const floor = await createToken(hub, { ...wanted, role: 'warehouse', boundTo: null, centers: [CenterId.parse('east')] })
  expect(await authenticate(hub, `bearer  ${floor.secret}`)).toMatchObject({ role: 'warehouse', merchantId: null, centers: ['east'] })
})

it('knows nobody by a wrong, cut, foreign or missing token', async () => {
  const hub = testHub()
  const one = (await createToken(hub, wanted)).secret
  const two = (await createToken(hub, wanted)).secret
  const mixed = `${one.slice(0, -43)}${two.slice(-43)}`
  for (const header of [undefined, '', 'Bearer', one, `Basic ${one}`, `Bearer ${one}x`, `Bearer ${one.slice(0, -1)}`, `Bearer ${mixed}`, `Bearer ${one.toUpperCase()}`, `Bearer ${one} `, `Bearer cd_00000000-0000-4000-8000-000000000000_${one.slice(-43)}`]) {
    expect(await authenticate(hub, header), String(header)).toBeNull()
  }
})

it('ends a token at its time, and a revoked one at once in every process', async () => {
  const hub = testHub()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  const short = await createToken(hub, { ...wanted, expiresAt: hub.clock.now() + 1_000 })
  const long = await createToken(hub, wanted)
  expect(await authenticate(other, `Bearer ${short.secret}`)).not.toBeNull()
  await hub.time.advance(1_000)
  expect(await authenticate(other, `Bearer ${short.secret}`)).toBeNull()
  expect(await authenticate(other, `Bearer ${long.secret}`)).not.toBeNull()
  expect(await revokeToken(hub, long.token.id, MerchantId.parse('m2'))).toBe(false)
  expect(await revokeToken(hub, long.token.id, M1)).toBe(true)
  expect(await authenticate(other, `Bearer ${long.secret}`)).toBeNull()
})

it('notes its last use, and not at every use', async () => {
  const hub = testHub()
  const { token, secret } = await createToken(hub, wanted)
  for (let use = 0; use < 10; use += 1) {
    await authenticate(hub, `Bearer ${secret}`)
    await hub.time.advance(60_000)
  }
  expect((await hub.store.get('tokens', null, token.id))!.version).toBe(3)
})

it('binds a merchant’s roles to a merchant, and the 3PL’s to none', async () => {
  const hub = testHub()
  await expect(createToken(hub, { ...wanted, boundTo: null })).rejects.toThrow('has to be bound')
  await expect(createToken(hub, { ...wanted, role: 'administrator' })).rejects.toThrow('bound to no merchant')
})

it('makes one token where its making is repeated because the answer never came, and the secret that nobody got is worth nothing', async () => {
  const hub = testHub()
  const first = await createToken(hub, wanted, null, FIRST)
  const second = await createToken(hub, wanted, null, FIRST)
  expect([await authenticate(hub, `Bearer ${first.secret}`), await authenticate(hub, `Bearer ${second.secret}`)]).toMatchObject([null, { id: FIRST }])
  expect((await hub.store.list('everyToken', {}, { limit: 9 })).items).toHaveLength(1)
  // Somebody has this one: it is never taken away by a repeat, nor does another merchant's request get it.
  await expect(createToken(hub, wanted, null, FIRST)).rejects.toThrow('taken')
  await createToken(hub, wanted, null, SECOND)
  await revokeToken(hub, SECOND)
  await expect(createToken(hub, wanted, null, SECOND)).rejects.toThrow('taken')
  await expect(createToken(hub, { ...wanted, boundTo: MerchantId.parse('m2') }, null, SECOND)).rejects.toThrow('taken')
})
