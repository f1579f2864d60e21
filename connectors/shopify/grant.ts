import { z } from 'zod'
import { type Host, type Renewed, VendorError } from '../../core/ports/connector.ts'
import type { WireAnswer } from '../../core/ports/transport.ts'
import { retryAfter } from '../kit/retry-after.ts'
import { readStatus } from './errors.ts'
import { addressOf, type View } from './settings.ts'

/** The client credentials grant (shopify.dev, "Using the client credentials grant"): an app of the merchant's own organisation gets a token of 24 hours. */
const PATH = '/admin/oauth/access_token'
const OPERATION = 'oauth.token'
const DAY_SECONDS = 86_400

const Granted = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().catch(DAY_SECONDS) })
const Refused = z.object({ error: z.string(), error_description: z.string().catch('') })

/** What may stand in the refusal, in words for the merchant (community.shopify.dev 26907 and 33287; RFC 6749, 5.2). */
const WHY: Readonly<Record<string, string>> = {
  app_not_installed: 'the app is not installed on this shop',
  shop_not_permitted: 'the app belongs to another organisation than the shop; only an app of the merchant’s own organisation gets tokens in this way',
  application_cannot_be_found: 'there is no app with this client ID',
  invalid_client: 'client ID and client secret do not belong together, or the secret was revoked',
}

/** The answer holds a token and the request a secret: neither is ever part of an error. A grant changes nothing at the shop, so it may be repeated. */
export async function renew(at: View, host: Host): Promise<Renewed> {
  const { clientId, clientSecret } = at.credentials
  if (clientId === undefined) throw new VendorError('auth', 'no', 'Shopify does not accept this access token', { code: 'token_refused' })
  const url = addressOf(at, PATH)
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  return host.call(OPERATION, 'read', async (transport, signal) => {
    const answer = await transport({ method: 'POST', url, headers, body }, signal)
    return grantedIn(answer, host.now())
  })
}

function grantedIn(answer: WireAnswer, now: number): Renewed {
  const body = parsed(answer.body)
  if (answer.status === 200) {
    const granted = Granted.safeParse(body).data
    if (!granted) throw new VendorError('malformed', 'no', `${OPERATION}: an answer without a token`, { code: 'no_token' })
    return { token: granted.access_token, expiresAt: now + granted.expires_in * 1000 }
  }
  const refused = refusalIn(answer, body)
  if (refused && (answer.status === 400 || answer.status === 401)) throw new VendorError('auth', 'no', `Shopify gives no token: ${WHY[refused] ?? refused} (${refused})`, { code: refused in WHY ? refused : 'grant_refused' })
  const { kind, code } = readStatus(answer)
  throw new VendorError(kind, 'no', `${OPERATION}: HTTP ${answer.status}`, { code, retryAfter: retryAfter(answer.headers['retry-after'], now) })
}

/** JSON to who asks for it, else a page titled "Oauth error app_not_installed: …"; the code alone is taken, since the text may name the client ID. */
function refusalIn({ body: text }: WireAnswer, body: unknown): string | null {
  return Refused.safeParse(body).data?.error ?? /Oauth error (?<code>\w{1,60})/i.exec(text)?.groups?.['code'] ?? null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
