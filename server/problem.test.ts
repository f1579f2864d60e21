import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { CODES, Problem, refusal } from './problem.ts'

it('docs/errors.md has a row for every code with its status, and none that there is not', () => {
  const rows = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(\w+)` \| (\d{3}) \|/gm)].map(([, code, status]) => [code ?? '', Number(status)])
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(Object.entries(CODES).map(([code, [status]]) => [code, status])))
})

it('says what, with the request\'s id, and keeps headers out of the body', () => {
  const body = new Problem('too_many_requests', 'Slowly.', { headers: { 'retry-after': '3' }, state: 'busy' }).body('r1')
  expect(body).toEqual({ type: 'urn:crossdock:error:too_many_requests', title: 'Too many requests', status: 429, code: 'too_many_requests', detail: 'Slowly.', requestId: 'r1', state: 'busy' })
})

it('calls a refusal it has no words for the state\'s, and gives its reason', () => {
  expect(refusal({ code: 'fulfillment_started', message: 'm', detail: { state: 'picked' } })).toMatchObject({ status: 409, code: 'fulfillment_started', more: { state: 'picked' } })
  expect(refusal({ code: 'odd', message: 'm' })).toMatchObject({ status: 409, code: 'wrong_state', more: { reason: 'odd' } })
})
