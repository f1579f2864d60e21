import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { VendorError } from '../core/ports/connector.ts'
import { appLog, FIELDS } from './log.ts'

function logged(level = 'debug', secrets = ['accessToken']): { log: ReturnType<typeof appLog>; lines: () => Record<string, unknown>[]; text: () => string } {
  let text = ''
  const log = appLog(level, secrets, { write: line => { text += line } })
  const written = (): string => { log.close(); return text }
  return { log, text: written, lines: () => written().trim().split('\n').map(line => JSON.parse(line) as Record<string, unknown>) }
}

describe('the log', () => {
  it('has an event and the fields of the list, and drops all else', () => {
    const { log, lines } = logged()
    log.info('placed', { orderId: 'o1', recipient: 'canary', accessToken: 'canary', email: 'canary', kind: { deep: 'canary' }, roles: ['api'] })
    expect(lines()).toEqual([{ level: 'info', time: expect.any(String), orderId: 'o1', roles: ['api'], msg: 'placed' }])
  })

  it('tells of an error its name, its code and its place, and its words only where they are ours', () => {
    const { log, lines, text } = logged()
    const quoting = (() => { try { return JSON.parse('{"name":"canary"') as Error } catch (error) { return error as Error } })()
    log.error('failed', { error: Object.assign(new Error('canary in words'), { code: 'E_ODD', config: { headers: { authorization: 'canary' } } }) })
    log.error('failed', { error: quoting })
    log.error('failed', { error: new VendorError('rejected', 'yes', 'canary of a vendor, who may quote a customer', { code: 'invalid_phone', cause: new RangeError('out of range') }) })
    log.error('failed', { error: 'canary' })
    expect(lines().map(line => (line['error'] as { name: string }).name)).toEqual(['Error', 'SyntaxError', 'VendorError', 'string'])
    expect(lines()[0]).toMatchObject({ error: { code: 'E_ODD', at: expect.any(Array) } })
    expect(lines()[2]).toMatchObject({ error: { code: 'invalid_phone', cause: { message: 'out of range' } } })
    expect(text()).not.toContain('canary')
    expect(text()).not.toContain(process.cwd())
  })

  it('a warning names its cause too; of a vendor that is away what kind of fault it is, and none of our frames', () => {
    const { log, lines, text } = logged()
    log.warn('poll_failed', { connectionId: 'c1', error: new VendorError('unavailable', 'maybe', 'canary', { code: 'server_error' }) })
    log.warn('poll_failed', { connectionId: 'c1', error: new TypeError('x is not a function') })
    expect(lines()[0]).toEqual({ level: 'warn', time: expect.any(String), connectionId: 'c1', error: { name: 'VendorError', code: 'server_error', kind: 'unavailable', sent: 'maybe' }, msg: 'poll_failed' })
    expect(lines()[1]).toMatchObject({ error: { name: 'TypeError', message: 'x is not a function', at: expect.any(Array) } })
    expect(text()).not.toContain('canary')
  })

  it('cuts what is too long, and keeps quiet where told', () => {
    const { log, lines } = logged()
    log.warn('long', { code: 'x'.repeat(5_000) })
    expect(String(lines()[0]?.['code']).length).toBeLessThan(400)
    const silent = logged('silent')
    silent.log.error('failed', { error: new Error('x') })
    expect(silent.text()).toBe('')
  })

  it('gathers what only informs, and lets nothing wait behind a warning or an error', () => {
    const written: string[] = []
    const log = appLog('info', [], { write: line => { written.push(line) } })
    log.info('one')
    log.info('two')
    expect(written).toEqual([])
    log.warn('three')
    log.error('four')
    expect(written.map(text => text.trim().split('\n').map(line => (JSON.parse(line) as { msg: string }).msg))).toEqual([['one', 'two', 'three'], ['four']])
    for (let n = 0; n < 1_000; n++) log.info('many')
    expect(written.length).toBeGreaterThan(2)
    log.close()
    expect(written.join('').trim().split('\n')).toHaveLength(1_004)
  })

  it('lets a field through under no circumstances that a connector calls secret', () => {
    const { log, text } = logged('info', ['account'])
    log.info('placed', { account: 'canary', orderId: 'o1' })
    expect(text()).toContain('o1')
    expect(text()).not.toContain('canary')
  })

  it('knows every field that the rooms log', () => {
    const used = new Set(['hub', 'jobs', 'server', 'app'].flatMap(room => sourcesIn(room)).flatMap(path => [...readFileSync(path, 'utf8').matchAll(/log\.(?:info|warn|error)\('[a-z_]+', \{([^}]*)\}/g)])
      .flatMap(([, fields = '']) => fields.split(',').map(field => /^\s*(\w+)/.exec(field)?.[1] ?? '').filter(name => name !== '')))
    // A token's id would be welcome, but a field of that name is not let through.
    expect([...used].filter(name => !FIELDS.has(name) && !['error', 'token'].includes(name))).toEqual([])
  })
})

const sourcesIn = (folder: string): string[] => readdirSync(folder, { withFileTypes: true, recursive: true }).filter(entry => entry.isFile() && /(?<!\.test)\.ts$/.test(entry.name)).map(entry => join(entry.parentPath, entry.name))
