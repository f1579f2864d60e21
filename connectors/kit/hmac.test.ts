import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { isSignedBase64 } from './hmac.ts'

const body = Buffer.from('{"a": 1}')
const sign = (secret: string) => createHmac('sha256', secret).update(body)
const good = sign('secret').digest('base64')

it('takes exactly the signature of exactly these bytes', () => {
  expect(isSignedBase64('secret', body, good)).toBe(true)
  expect(isSignedBase64('secret', Buffer.from('{"a":1}'), good)).toBe(false)
  expect(isSignedBase64('other', body, good)).toBe(false)
})

it.each([
  ['absent', undefined], ['empty', ''], ['short', good.slice(0, 10)], ['longer', `${good}A`], ['in hex', sign('secret').digest('hex')],
  ['without padding', good.replace('=', '')], ['with a blank', `${good} `], ['repeated', [good, good]],
])('refuses a signature that is %s', (_what, signature) => {
  expect(isSignedBase64('secret', body, signature)).toBe(false)
})

it('never verifies with an empty secret', () => {
  expect(isSignedBase64('', body, sign('').digest('base64'))).toBe(false)
})
