import { z } from 'zod'

/** One key that seals what must not be read from the disk. The first of a list seals, the others still open. */
export interface RootKey { readonly id: string; readonly bytes: Uint8Array }

const KEY_BYTES = 32
const KEY_MEND = 'run "crossdock init", or make one with: openssl rand -base64 32'

/** Says what is wrong and how to mend it, never what stood there: a value may be a secret. */
const fault = (what: string, mend: string): string => `${what}. To mend: ${mend}.`

const flag = z.enum(['0', '1'], fault('must be 1 or 0', 'write 1 to switch it on, or leave it out')).default('0').transform(value => value === '1')

const keys = z.string(fault('is missing: without it no credential can be kept', KEY_MEND)).transform((text, ctx): RootKey[] => {
  const found = text.split(',').map(part => keyOf(part.trim()))
  const ids = new Set(found.map(key => key?.id))
  if (found.some(key => key === null)) ctx.addIssue(fault('must be 32 bytes in base64, while rotating "v2:…,v1:…"', KEY_MEND))
  else if (ids.size < found.length) ctx.addIssue(fault('names one version twice', 'give each key its own: v2:…,v1:…'))
  return found.filter(key => key !== null)
})

function keyOf(part: string): RootKey | null {
  const [, id = 'v1', base64 = ''] = /^(?:(v\d{1,6}):)?([A-Za-z0-9+/_-]{42,44}={0,2})$/.exec(part) ?? []
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
  return bytes.length === KEY_BYTES ? { id, bytes } : null
}

const store = z.string().default('sqlite:./data/crossdock.db')
  .refine(value => /^(sqlite:.+|mongodb(\+srv)?:\/\/.+)$/.test(value), fault('is no store that we know', 'write sqlite:./data/crossdock.db or mongodb://…'))

const port = z.string().default('8080').refine(value => /^\d{1,5}$/.test(value) && Number(value) <= 65_535, fault('must be a port from 0 to 65535', 'write 8080, or 0 for any free one'))
  .transform(Number)

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const publicUrl = z.string().refine(isPublicUrl, fault('must be an https address without a path', 'write https://hub.example.com (http is taken on loopback only), or leave it out: then the hub polls'))
  .transform(value => new URL(value).origin).nullable().default(null)

function isPublicUrl(value: string): boolean {
  const url = URL.parse(value)
  if (!url || url.pathname !== '/' || url.search || url.hash || url.username) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname))
}

const ROLES = ['api', 'worker'] as const
export type ProcessRole = (typeof ROLES)[number]

const roles = z.string().default(ROLES.join(',')).transform((text, ctx): ProcessRole[] => {
  const named = text.split(',').map(word => word.trim()).filter(word => word !== '')
  const known = ROLES.filter(role => named.includes(role))
  if (known.length < named.length || known.length === 0) ctx.addIssue(fault('must be api, worker, or both', 'write api,worker or leave it out'))
  return known
})

const url = (protocols: readonly string[], mend: string) =>
  z.string().refine(value => protocols.includes(URL.parse(value)?.protocol ?? ''), fault('is no address that can be used here', mend)).nullable().default(null)
const text = z.string().nullable().default(null)

/** The whole environment. `docs/operating.md` has a row for each, and a test that holds the two equal. */
export const Environment = z.object({
  CROSSDOCK_STORE: store,
  CROSSDOCK_KEY: keys,
  CROSSDOCK_PORT: port,
  CROSSDOCK_PUBLIC_URL: publicUrl,
  CROSSDOCK_ROLES: roles,
  CROSSDOCK_SMTP_URL: url(['smtp:', 'smtps:'], 'write smtp://user:password@host:587'),
  CROSSDOCK_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent'], fault('is no level', 'write debug, info, warn, error or silent')).default('info'),
  CROSSDOCK_ALLOW_VENDOR_OVERRIDE: flag,
  CROSSDOCK_ALLOW_STANDALONE: flag,
  CROSSDOCK_DEMO_CLOCK: text,
  CROSSDOCK_VENDOR_SPECS: text,
  CROSSDOCK_TEST_VECTORS: text,
  CROSSDOCK_TEST_MONGO_URL: text,
  CROSSDOCK_TEST_REQUIRE: text,
  CROSSDOCK_URL: url(['http:', 'https:'], 'write the address of the hub, as http://127.0.0.1:8080'),
  CROSSDOCK_TOKEN: text,
})
export type Environment = z.infer<typeof Environment>

/** `CROSSDOCK_VENDOR_URL_<CONNECTOR>`: another base URL (a stand-in) for one connector. */
export const VENDOR_URL = 'CROSSDOCK_VENDOR_URL_'
export const VendorUrl = z.string().refine(value => ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''), fault('is no http address', 'write the address of the stand-in, as http://127.0.0.1:4001'))

export const SAYS = {
  override: fault('replaces what is real, which is refused', 'set CROSSDOCK_ALLOW_VENDOR_OVERRIDE=1 too (stand-ins, demo and tests only), or take it out'),
  unknownConnector: (known: readonly string[]) => fault('names no connector', `use one of: ${known.join(', ') || 'none is built in'}`),
  unknownName: (nearest: string | null) => fault('is not a setting of Crossdock', nearest ? `did you mean ${nearest}?` : 'see docs/operating.md for all of them'),
  oneProcess: fault('cannot be parted: the embedded store serves one process with all roles', 'take it out, or use a MongoDB'),
} as const
