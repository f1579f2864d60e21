import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { needVectors } from '../test/support/need.ts'
import { parseBody } from './body.ts'
import { Problem } from './problem.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const codeOf = (body: Uint8Array): string => {
  try {
    parseBody(body)
    return 'taken'
  } catch (error) {
    return error instanceof Problem ? error.code : `thrown: ${String(error)}`
  }
}

describe('a body of strangers', () => {
  it.each([
    ['words', bytes('hello')],
    ['nothing closed', bytes('{"a":[1')],
    ['nested 10,000 deep', bytes('['.repeat(10_000) + ']'.repeat(10_000))],
    ['nested 65 deep', bytes('['.repeat(65) + ']'.repeat(65))],
    ['a list of 1,001', bytes(JSON.stringify(Array.from({ length: 1_001 }, () => 1)))],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['half a surrogate in bytes', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['a key that reaches the prototype', bytes('{"a":{"__proto__":{"x":1}}}')],
    ['the same by escapes', bytes('{"\\u005f_proto__":{"x":1}}')],
    ['the same by the constructor', bytes('{"constructor":{"prototype":{"x":1}}}')],
  ])('refuses %s', (_what, body) => {
    expect(codeOf(body)).toBe('bad_json')
    expect(({} as { x?: number }).x).toBeUndefined()
  })

  it('takes what is allowed to the letter', () => {
    expect(parseBody(bytes('['.repeat(64) + ']'.repeat(64)))).toBeInstanceOf(Array)
    expect(parseBody(bytes(JSON.stringify(Array.from({ length: 1_000 }, () => '[,{"'))))).toHaveLength(1_000)
    expect(parseBody(bytes('{"a":"\\"[[[,,,\\\\"}'))).toEqual({ a: '"[[[,,,\\' })
  })

  it('never throws anything else over a whole suite of JSON', ctx => {
    const folder = needVectors(ctx)
    const suite = JSON.parse(gunzipSync(readFileSync(join(folder, 'jsontestsuite.json.gz'))).toString()) as unknown
    const cases = inputsOf(suite)
    expect(cases.length).toBeGreaterThan(200)
    for (const { name, body } of cases) {
      expect(name.startsWith('n_') ? ['bad_json'] : ['taken', 'bad_json'], name).toContain(codeOf(body))
    }
  })
})

function inputsOf(suite: unknown): { name: string; body: Uint8Array }[] {
  return Object.entries(suite as Record<string, string>).map(([name, base64]) => ({ name: name.split('/').at(-1) ?? name, body: new Uint8Array(Buffer.from(base64, 'base64')) }))
}
