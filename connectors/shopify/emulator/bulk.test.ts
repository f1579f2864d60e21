import { expect, it } from 'vitest'
import { type Bench, bench } from './bench.ts'

const STAGE = 'mutation Stage($input: [StagedUploadInput!]!) { stagedUploadsCreate(input: $input) { stagedTargets { url parameters { name value } } userErrors { field message } } }'
const RUN = 'mutation Run($mutation: String!, $path: String!, $client: String) { bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path, clientIdentifier: $client) { bulkOperation { id status } userErrors { field message code } } }'
const POLL = 'query Poll($id: ID!) { bulkOperation(id: $id) { status errorCode objectCount url } }'
const SET = 'mutation Set($input: InventorySetQuantitiesInput!, $key: String!) { inventorySetQuantities(input: $input) @idempotent(key: $key) { userErrors { field code } } }'

type Target = { url: string; parameters: { name: string; value: string }[] }
const stage = async (made: Bench): Promise<Target> =>
  (await made.call(STAGE, { input: [{ resource: 'BULK_MUTATION_VARIABLES', filename: 'levels.jsonl', mimeType: 'text/jsonl', httpMethod: 'POST' }] })).body.data.stagedUploadsCreate.stagedTargets[0]
const post = async (made: Bench, { url, parameters }: Target, content: string, order = [...parameters.map(({ name, value }) => [name, value] as const), ['file', content] as const]) =>
  made.emulator.handle({
    method: 'POST', url, headers: { 'content-type': 'multipart/form-data; boundary=edge' },
    body: `${order.map(([name, value]) => `--edge\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--edge--\r\n`,
  })
const run = async (made: Bench, target: Target, more: Record<string, unknown> = {}) =>
  (await made.call(RUN, { mutation: SET, path: target.parameters.find(({ name }) => name === 'key')?.value, client: 'a client of ours', ...more })).body.data.bulkOperationRunMutation
const line = (made: Bench, sku: string, quantity: number, changeFromQuantity: number | null = null): string =>
  JSON.stringify({ key: `${sku} ${quantity}`, input: { name: 'available', reason: 'correction', quantities: [{ inventoryItemId: made.item(sku), locationId: made.location('East'), quantity, changeFromQuantity }] } })

it('carries a mutation out for each line, and says of each what came of it: completed is not applied', async () => {
  const made = bench()
  const target = await stage(made)
  expect((await post(made, target, `${line(made, 'A', 4)}\n${line(made, 'B', 5, 1)}\n`)).status).toBe(201)
  const { bulkOperation, userErrors } = await run(made, target)
  expect([bulkOperation.status, userErrors]).toEqual(['CREATED', []])
  expect((await made.call(POLL, { id: bulkOperation.id })).body.data.bulkOperation).toMatchObject({ url: null })
  await made.clock.advance(10_000)
  const done = (await made.call(POLL, { id: bulkOperation.id })).body.data.bulkOperation
  expect(done).toMatchObject({ status: 'COMPLETED', errorCode: null, objectCount: '2' })
  const result = await made.emulator.handle({ method: 'GET', url: done.url, headers: {}, body: null })
  expect(result.body.trim().split('\n').map((text) => JSON.parse(text))).toEqual([
    { data: { inventorySetQuantities: { userErrors: [] } }, __lineNumber: 0 },
    { data: { inventorySetQuantities: { userErrors: [{ field: ['input', 'quantities', '0', 'changeFromQuantity'], code: 'CHANGE_FROM_QUANTITY_STALE' }] } }, __lineNumber: 1 },
  ])
  expect([made.level('A', 'East').available, made.level('B', 'East').available]).toEqual([4, 20])
})

it('wants every parameter, and the file last', async () => {
  const made = bench()
  const target = await stage(made)
  const parameters = target.parameters.map(({ name, value }) => [name, value] as const)
  expect((await post(made, target, '', [['file', 'x'], ...parameters])).status).toBe(400)
  expect((await post(made, target, '', [...parameters.filter(([name]) => name !== 'policy'), ['file', 'x']])).status).toBe(400)
  expect((await post(made, target, '', [['file', 'x']])).status).toBe(403)
})

it.each([
  ['no such file', { path: 'tmp/other' }, 'NO_SUCH_FILE', /^The JSONL file could not be found/],
  ['a short name', { client: 'short' }, 'INVALID_MUTATION', /^is too short \(minimum is 10 characters\)$/],
  ['a long name', { client: 'x'.repeat(256) }, 'INVALID_MUTATION', /^is too long \(maximum is 255 characters\)$/],
  ['a query', { mutation: '{ shop { id } }' }, 'INVALID_MUTATION', /^Invalid operation type/],
  ['two mutations', { mutation: 'mutation { a: stagedUploadsCreate(input: []) { userErrors { field } } b: stagedUploadsCreate(input: []) { userErrors { field } } }' }, null, /^You must specify a single top level mutation\.$/],
  ['no mutation', { mutation: 'mutation {' }, 'INVALID_MUTATION', /^Failed to parse the mutation/],
])('refuses %s', async (_what, more, code, message) => {
  const made = bench()
  const target = await stage(made)
  await post(made, target, line(made, 'A', 4))
  expect(await run(made, target, more)).toMatchObject({ bulkOperation: null, userErrors: [{ code, message: expect.stringMatching(message) }] })
})

it('refuses an empty file, and a sixth operation at once', async () => {
  const made = bench()
  const empty = await stage(made)
  await post(made, empty, '')
  expect(await run(made, empty)).toMatchObject({ userErrors: [{ code: 'INVALID_STAGED_UPLOAD_FILE', message: 'The input file is empty.' }] })
  const target = await stage(made)
  await post(made, target, line(made, 'A', 4))
  for (let at = 0; at < 5; at += 1) expect((await run(made, target)).userErrors).toEqual([])
  expect(await run(made, target)).toMatchObject({ userErrors: [{ code: 'OPERATION_IN_PROGRESS', message: expect.stringMatching(/already in progress: (gid:\/\/shopify\/BulkOperation\/\d+(, )?){5}\.$/) }] })
})
