import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BadEnvironment, environment, settingsOf, type Variables } from './load.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')
const good: Variables = { CROSSDOCK_KEY: KEY }
const CONNECTORS = ['alpha', 'two-words']

const faultsOf = (variables: Variables): string[] => {
  try {
    settingsOf(variables, CONNECTORS)
    return []
  } catch (error) {
    if (error instanceof BadEnvironment) return error.faults.map(fault => `${fault.name} ${fault.text}`)
    throw error
  }
}

/** Each fault alone: what is set beside the good key, and the name that has to be complained about. */
const FAULTS: readonly [title: string, set: Variables, name: string][] = [
  ['no key', { CROSSDOCK_KEY: undefined }, 'CROSSDOCK_KEY'],
  ['an empty key', { CROSSDOCK_KEY: ' ' }, 'CROSSDOCK_KEY'],
  ['a short key', { CROSSDOCK_KEY: Buffer.alloc(16).toString('base64') }, 'CROSSDOCK_KEY'],
  ['a key that is not base64', { CROSSDOCK_KEY: 'secret-canary-that-is-not-base64!' }, 'CROSSDOCK_KEY'],
  ['one version twice', { CROSSDOCK_KEY: `v1:${KEY},v1:${KEY}` }, 'CROSSDOCK_KEY'],
  ['an unknown store', { CROSSDOCK_STORE: 'postgres://x' }, 'CROSSDOCK_STORE'],
  ['a port of words', { CROSSDOCK_PORT: 'eighty' }, 'CROSSDOCK_PORT'],
  ['a port too high', { CROSSDOCK_PORT: '70000' }, 'CROSSDOCK_PORT'],
  ['a public address without TLS', { CROSSDOCK_PUBLIC_URL: 'http://hub.example.com' }, 'CROSSDOCK_PUBLIC_URL'],
  ['a public address with a path', { CROSSDOCK_PUBLIC_URL: 'https://hub.example.com/x' }, 'CROSSDOCK_PUBLIC_URL'],
  ['an unknown role', { CROSSDOCK_ROLES: 'api,queen' }, 'CROSSDOCK_ROLES'],
  ['one role with the embedded store', { CROSSDOCK_ROLES: 'api' }, 'CROSSDOCK_ROLES'],
  ['mail over http', { CROSSDOCK_SMTP_URL: 'http://mail' }, 'CROSSDOCK_SMTP_URL'],
  ['an unknown log level', { CROSSDOCK_LOG_LEVEL: 'loud' }, 'CROSSDOCK_LOG_LEVEL'],
  ['a flag that is neither 1 nor 0', { CROSSDOCK_ALLOW_STANDALONE: 'yes' }, 'CROSSDOCK_ALLOW_STANDALONE'],
  ['an override that was not allowed', { CROSSDOCK_VENDOR_URL_ALPHA: 'http://127.0.0.1:1' }, 'CROSSDOCK_VENDOR_URL_ALPHA'],
  ['a demo clock that was not allowed', { CROSSDOCK_DEMO_CLOCK: 'clock.json' }, 'CROSSDOCK_DEMO_CLOCK'],
  ['an override of no connector', { CROSSDOCK_VENDOR_URL_GAMMA: 'http://127.0.0.1:1', CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1' }, 'CROSSDOCK_VENDOR_URL_GAMMA'],
  ['an override that is no address', { CROSSDOCK_VENDOR_URL_TWO_WORDS: 'here', CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1' }, 'CROSSDOCK_VENDOR_URL_TWO_WORDS'],
  ['a hub address that is none', { CROSSDOCK_URL: 'hub' }, 'CROSSDOCK_URL'],
  ['a name that is mistyped', { CROSSDOCK_PROT: '80' }, 'CROSSDOCK_PROT'],
]

describe('the environment', () => {
  it.each(FAULTS)('complains about %s, and says how to mend it', (_title, set, name) => {
    const faults = faultsOf({ ...good, ...set })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(new RegExp(`^${name} .*To mend: `))
  })

  it('names all faults at once, and no value of a secret', () => {
    const all = Object.assign({}, ...FAULTS.filter(([, set]) => set['CROSSDOCK_ALLOW_VENDOR_OVERRIDE'] !== '1').map(([, set]) => set)) as Variables
    const faults = faultsOf({ ...all, CROSSDOCK_KEY: 'secret-canary-that-is-not-base64!', CROSSDOCK_SMTP_URL: 'http://user:secret-canary@mail' })
    const names = new Set(FAULTS.filter(([, set]) => set['CROSSDOCK_ALLOW_VENDOR_OVERRIDE'] !== '1').map(([, , name]) => name))
    expect(new Set(faults.map(fault => fault.split(' ')[0]))).toEqual(names)
    expect(faults.join('\n')).not.toContain('secret-canary')
  })

  it('proposes the nearest name', () => {
    expect(faultsOf({ ...good, CROSSDOCK_PROT: '80' })[0]).toContain('did you mean CROSSDOCK_PORT?')
  })

  it('reads keys newest first, and a single one as v1', () => {
    const other = Buffer.alloc(32, 9).toString('base64')
    expect(settingsOf({ CROSSDOCK_KEY: `v2:${other},v1:${KEY}` }, []).keys.map(key => key.id)).toEqual(['v2', 'v1'])
    expect(settingsOf(good, []).keys).toEqual([{ id: 'v1', bytes: new Uint8Array(32).fill(7) }])
  })

  it('has a default for everything but the key', () => {
    expect(settingsOf(good, [])).toMatchObject({ store: 'sqlite:./data/crossdock.db', port: 8080, publicUrl: null, roles: ['api', 'worker'], logLevel: 'info', demoClock: null })
  })

  it('takes overrides by connector id where they are allowed', () => {
    const settings = settingsOf({ ...good, CROSSDOCK_ALLOW_VENDOR_OVERRIDE: '1', CROSSDOCK_VENDOR_URL_TWO_WORDS: 'http://127.0.0.1:4001', CROSSDOCK_DEMO_CLOCK: 'f' }, CONNECTORS)
    expect([...settings.vendorUrls]).toEqual([['two-words', 'http://127.0.0.1:4001']])
    expect(settings.demoClock).toBe('f')
  })

  it('reads .env of the folder, and the environment wins over it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-env-'))
    try {
      writeFileSync(join(folder, '.env'), `CROSSDOCK_PORT=1\nCROSSDOCK_LOG_LEVEL=warn\n`)
      process.env['CROSSDOCK_PORT'] = '2'
      expect(environment(folder)).toMatchObject({ CROSSDOCK_PORT: '2', CROSSDOCK_LOG_LEVEL: 'warn' })
    } finally {
      delete process.env['CROSSDOCK_PORT']
      rmSync(folder, { recursive: true })
    }
  })
})
