import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { START } from '../../test/support/clock.ts'
import { addMerchant, TEST_KEYS, testHub } from '../../test/support/hub.ts'
import { needVectors } from '../../test/support/need.ts'
import { MerchantId, OrderId } from '../../core/model/ids.ts'
import { CannotOpen, decrypt, encrypt } from './envelope.ts'
import { createVault } from './vault.ts'

const M1 = MerchantId.parse('m1')
const M2 = MerchantId.parse('m2')
const O1 = OrderId.parse('o1')
const DAY = 86_400_000

async function twoMerchants() {
  const hub = testHub()
  await addMerchant(hub, 'm1')
  await addMerchant(hub, 'm2')
  return hub
}

interface Vector { tcId: number; key: string; iv: string; aad: string; msg: string; ct: string; tag: string; result: 'valid' | 'invalid' }
interface Group { ivSize: number; keySize: number; tagSize: number; tests: Vector[] }

it('AES-256-GCM: every published vector that is valid opens, and no other; a cut tag never does (R4)', (ctx) => {
  const file = JSON.parse(readFileSync(join(needVectors(ctx), 'wycheproof/aes_gcm_test.json'), 'utf8')) as { testGroups: Group[] }
  const groups = file.testGroups.filter(({ ivSize, keySize, tagSize }) => ivSize === 96 && keySize === 256 && tagSize === 128)
  const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
  let seen = 0
  for (const { tcId, key, iv, aad, msg, ct, tag, result } of groups.flatMap(({ tests }) => tests)) {
    seen += 1
    const box = Buffer.concat([bytes(iv), bytes(ct), bytes(tag)])
    const opened = (sealed: Buffer): string => {
      try {
        return Buffer.from(decrypt(bytes(key), sealed, bytes(aad))).toString('hex')
      } catch (error) {
        return error instanceof CannotOpen ? 'refused' : 'another error'
      }
    }
    const again = Buffer.from(encrypt(bytes(key), bytes(iv), bytes(msg), bytes(aad))).toString('hex')
    expect(opened(box), `vector ${tcId}`).toBe(result === 'valid' ? msg : 'refused')
    expect(again === box.toString('hex'), `vector ${tcId}`).toBe(result === 'valid')
    for (let cut = 1; cut <= 15; cut += 1) expect(opened(box.subarray(0, -cut))).toBe('refused')
  }
  expect(seen).toBe(66)
})

it('does not start without a key, or with a short one', () => {
  const { random, store, clock } = testHub()
  expect(() => createVault(new Map(), random, store, clock)).toThrow('holds no key')
  expect(() => createVault(new Map([['v1', new Uint8Array(16)]]), random, store, clock)).toThrow('32 bytes')
})

it('opens a field only where it stands: not for another merchant, connection or field (I30)', async () => {
  const { vault } = await twoMerchants()
  const place = { merchantId: M1, subject: 'c1', field: 'credentials' }
  const sealed = await vault.sealField(place, 'hush')
  expect(sealed).toMatch(/^cd1\.m\.[\w-]+$/)
  expect(await vault.openField(place, sealed)).toBe('hush')
  for (const other of [{ ...place, merchantId: M2 }, { ...place, subject: 'c2' }, { ...place, field: 'secret' }]) {
    await expect(vault.openField(other, sealed)).rejects.toMatchObject({ code: 'broken' })
  }
  await expect(vault.openField(place, sealed.slice(0, -4))).rejects.toMatchObject({ code: 'broken' })
  await expect(vault.openField(place, 'plain')).rejects.toMatchObject({ code: 'broken' })
  expect(await vault.sealField(place, 'hush')).not.toBe(sealed)
})

it('seals a person under a key of the order, and tells by the digest whether it changed', async () => {
  const { vault } = await twoMerchants()
  const person = { recipient: { name: 'Ada', address1: '1 Main', city: 'X', country: 'US' }, note: 'bell' }
  const one = await vault.sealPerson(M1, O1, person)
  const two = await vault.sealPerson(M1, O1, { note: 'bell', recipient: { ...person.recipient } })
  expect(one.sealed).not.toContain('Ada')
  expect(one.digest).toBe(two.digest)
  expect(one.sealed).not.toBe(two.sealed)
  expect(await vault.openPerson(M1, O1, one.sealed)).toEqual(person)
  expect(await vault.digestPerson(M2, person)).not.toBe(one.digest)
  expect(await vault.digestPerson(M1, { ...person, note: 'door' })).not.toBe(one.digest)
  await expect(vault.openPerson(M1, OrderId.parse('o2'), one.sealed)).rejects.toMatchObject({ code: 'broken' })
  // Nor is the order's key a field that could be opened.
  await expect(vault.openField({ merchantId: M1, subject: O1, field: '' }, one.sealed.split(':')[0] ?? '')).rejects.toMatchObject({ code: 'broken' })
  // The key of one with the text of the other: both are whole, and do not fit.
  await expect(vault.openPerson(M1, O1, `${one.sealed.split(':')[0]}:${two.sealed.split(':')[1]}`)).rejects.toMatchObject({ code: 'broken' })
})

it('cannot open what a day sealed once its key was thrown away, 30 days later, in any process (I37)', async () => {
  const hub = await twoMerchants()
  const other = testHub({ seed: 2, time: hub.time, database: hub.database })
  const sealed = await hub.vault.sealDaily(M1, hub.clock.now(), '{"a":1}')
  expect(await other.vault.openDaily(M1, sealed)).toBe('{"a":1}')
  await expect(hub.vault.openDaily(M2, sealed)).rejects.toMatchObject({ code: 'gone' })
  await hub.time.advance(30 * DAY)
  expect(await hub.vault.purgeDays(M1, hub.clock.now() - 30 * DAY)).toBe(0)
  await hub.time.advance(DAY)
  expect(await hub.vault.purgeDays(M1, hub.clock.now() - 30 * DAY)).toBe(1)
  await expect(hub.vault.openDaily(M1, sealed)).rejects.toMatchObject({ code: 'gone' })
  await expect(other.vault.openDaily(M1, sealed)).rejects.toMatchObject({ code: 'gone' })
  expect(await hub.vault.openDaily(M1, await hub.vault.sealDaily(M1, START, 'again'))).toBe('again')
})

it('makes one key for a day, though two processes make it at once', async () => {
  const one = await twoMerchants()
  const two = testHub({ seed: 2, time: one.time, database: one.database })
  const [a, b] = await Promise.all([one.vault.sealDaily(M1, START, 'a'), two.vault.sealDaily(M1, START, 'b')])
  expect(await two.vault.openDaily(M1, a)).toBe('a')
  expect(await one.vault.openDaily(M1, b)).toBe('b')
  expect((await one.store.list('sealedKeysByAge', { merchantId: M1 }, { limit: 10 })).items).toHaveLength(1)
})

it('opens under the old root key, and seals anew under the newest', async () => {
  const hub = await twoMerchants()
  const merchant = await hub.store.get('merchants', null, M1)
  const place = { merchantId: M1, subject: 'c1', field: 'credentials' }
  const sealed = await hub.vault.sealField(place, 'hush')
  const keys = new Map([['v2', new Uint8Array(32).fill(9)], ...TEST_KEYS])
  const both = createVault(keys, hub.random, hub.store, hub.clock)
  const rewrapped = both.rewrapMerchantKey(M1, merchant!.keySealed)
  expect(rewrapped).toMatch(/^cd1\.v2\./)
  await hub.store.replace('merchants', { ...merchant!, keySealed: rewrapped })
  const onlyNew = createVault(new Map([['v2', new Uint8Array(32).fill(9)]]), hub.random, hub.store, hub.clock)
  expect(await onlyNew.openField(place, sealed)).toBe('hush')
  const onlyOld = createVault(TEST_KEYS, hub.random, hub.store, hub.clock)
  await expect(onlyOld.openField(place, sealed)).rejects.toMatchObject({ code: 'no_key' })
})
