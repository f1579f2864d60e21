import { expect, it } from 'vitest'
import { checkLines } from './checks.ts'

const io: Parameters<typeof checkLines>[0] = { out: () => {}, err: () => {}, stdin: async () => '', isInteractive: false, colour: false }
const long = 'ORDERS_CREATE, '.repeat(29)

it.each([
  ['ok', `${long.slice(0, 80)}…`],
  ['fault', long],
] as const)('what is %s and long is told as %j', (is, told) => {
  expect(checkLines(io, { code: 'webhooks', is, title: 'Webhooks', detail: long })).toContain(`Webhooks  ${told}\n`)
})
