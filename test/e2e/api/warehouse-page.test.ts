import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { compose, type Running } from '../../../app/compose.ts'
import { settingsOf } from '../../../config/load.ts'
import { createToken } from '../../../hub/access/tokens.ts'
import { NODE } from '../../support/spawned.ts'

let hub: Running
let folder = ''
let admin = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'crossdock-warehouse-'))
  hub = await compose(settingsOf({ CROSSDOCK_KEY: Buffer.alloc(32, 3).toString('base64'), CROSSDOCK_STORE: `sqlite:${folder}/hub.db`, CROSSDOCK_PORT: '0', CROSSDOCK_LOG_LEVEL: 'silent' }, []))
  admin = (await createToken(hub.hub, { name: 'admin', role: 'administrator', boundTo: null, centers: null, scopes: [], expiresAt: null })).secret
})
afterAll(async () => {
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function ask<T>(method: string, path: string, body?: object): Promise<T> {
  const reply = await fetch(`${hub.url}${path}`, { method, headers: { authorization: `Bearer ${admin}`, ...(body && { 'content-type': 'application/json' }) }, ...(body && { body: JSON.stringify(body) }) })
  if (!reply.ok) throw new Error(`${path}: ${await reply.text()}`)
  return reply.json() as Promise<T>
}

/** The text of the page, as it stands; only what the floor counts is put in. */
function example(shelf: string): string {
  const page = readFileSync('docs/connect-your-warehouse.md', 'utf8')
  const code = /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? ''
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(60)
  return code.replace('const countShelf = () => []', `const countShelf = () => ${shelf}`)
}

/** What the page's own curl sends, with a center's id put in. */
function tokenBody(center: string): object {
  const [, body = ''] = /-d '(\{.+\})'/.exec(readFileSync('docs/connect-your-warehouse.md', 'utf8')) ?? []
  return JSON.parse(body.replace('<an id from the answer above>', center)) as object
}

async function client(token: string, shelf: string): Promise<{ code: number; out: string }> {
  writeFileSync(join(folder, 'warehouse.mjs'), example(shelf))
  const child = spawn(NODE, [join(folder, 'warehouse.mjs')], { env: { HUB: hub.url ?? '', TOKEN: token, CURSOR: join(folder, 'cursor.txt'), ROUNDS: '1' } })
  let out = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => { out += text.toString() })
  const code = await new Promise<number>(resolve => { child.on('close', status => resolve(status ?? -1)) })
  return { code, out }
}

it('the client of docs/connect-your-warehouse.md ships an order, sends counts, and may be run again', async () => {
  const center = await ask<{ id: string }>('POST', '/v1/centers', { name: 'East', country: 'US' })
  const option = await ask<{ id: string }>('POST', '/v1/ship-options', { name: 'Standard' })
  const { id: merchantId } = await ask<{ id: string }>('POST', '/v1/merchants', { name: 'Northwind', currency: 'USD' })
  const { token } = await ask<{ token: string }>('POST', '/v1/tokens', tokenBody(center.id))
  const shelf = (quantity: number): string => JSON.stringify([{ merchantId, sku: 'MUG', centerId: center.id, quantity }])

  expect(await client(token, shelf(5))).toEqual({ code: 0, out: '' })
  const recipient = { name: 'Ada Park', address1: '1 Mill Road', city: 'Austin', region: 'TX', postalCode: '78701', country: 'US' }
  const order = await ask<{ id: string }>('POST', '/v1/orders', { merchantId, reference: 'W-1', shipOptionId: option.id, lines: [{ sku: 'MUG', quantity: 2 }], recipient })
  await expect.poll(async () => (await ask<{ data: unknown[] }>('GET', '/v1/warehouse/tasks')).data.length, { timeout: 15_000 }).toBe(1)

  expect(await client(token, '[]')).toEqual({ code: 0, out: '' })
  const shipped = await ask<{ status: string; subStatus: string; shipments: { parcels: { trackingNumber: string; url: string | null }[] }[] }>('GET', `/v1/orders/${order.id}?merchantId=${merchantId}`)
  expect(shipped).toMatchObject({ status: 'shipped', subStatus: 'awaiting_scan', shipments: [{ parcels: [{ carrier: 'ups', voided: false }] }] })
  await expect.poll(async () => (await ask<{ data: { onHand: number; held: number }[] }>('GET', `/v1/inventory?merchantId=${merchantId}&sku=MUG`)).data[0], { timeout: 15_000 }).toMatchObject({ onHand: 3, held: 0 })

  // A night offline: the cursor is lost, all of it comes again, and counts once.
  rmSync(join(folder, 'cursor.txt'))
  expect((await client(token, '[]')).code).toBe(0)
  const after = await ask<{ shipments: { parcels: unknown[] }[] }>('GET', `/v1/orders/${order.id}?merchantId=${merchantId}`)
  expect(after.shipments[0]?.parcels).toHaveLength(1)

  const tracking = shipped.shipments[0]?.parcels[0]?.trackingNumber ?? ''
  await ask('POST', '/v1/tracking/events', { events: [{ eventId: 'e1', carrier: 'ups', trackingNumber: tracking, status: 'in_transit', at: new Date().toISOString() }] })
  expect(await ask('GET', `/v1/orders/${order.id}?merchantId=${merchantId}`)).toMatchObject({ subStatus: 'in_transit' })
  const { data } = await ask<{ data: { kind: string }[] }>('GET', `/v1/orders/${order.id}/timeline?merchantId=${merchantId}`)
  expect(data.length).toBeGreaterThan(3)
}, 60_000)
