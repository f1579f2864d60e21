import type { EmulatorRandom } from '../../kit/emulator/random.ts'

/** The merchant's app at a shop: what it signs in with, and what webhooks are signed with. */
export interface App {
  /** Absent: made in the shop's admin, with one token for ever and no grant. */
  readonly clientId: string | null
  /** The newest first. */
  readonly secrets: Secret[]
  /** Token → when it expires. */
  readonly tokens: Map<string, number>
  installed: boolean
}
interface Secret { readonly text: string; signsUntil: number }

/** "expires_in": 86399 (client-credentials-grant, example answer): 24 hours. */
export const TOKEN_SECONDS = 86_399
/** After a rotation the old secret may sign for up to an hour (webhooks/verify-deliveries). */
const SIGNS_MINUTES = 60

export function appOf({ clientId = null, clientSecret, accessToken }: { readonly clientId?: string | null | undefined; readonly clientSecret: string; readonly accessToken?: string | undefined }): App {
  return {
    clientId, installed: true, secrets: [{ text: clientSecret, signsUntil: Number.POSITIVE_INFINITY }],
    tokens: new Map(accessToken === undefined ? [] : [[accessToken, Number.POSITIVE_INFINITY]]),
  }
}

export const knowsToken = ({ tokens }: App, token: string, now: number): boolean => now < (tokens.get(token) ?? Number.NEGATIVE_INFINITY)

/** Older tokens stay good until they expire. */
export function grantToken({ tokens }: App, now: number, random: EmulatorRandom): string {
  const token = `shpat_${random.hex(32)}`
  tokens.set(token, now + TOKEN_SECONDS * 1000)
  return token
}

/** What webhooks are signed with now: the oldest that has not ended. */
export function signingSecret({ secrets }: App, now: number): string {
  return (secrets.findLast(({ signsUntil }) => now < signsUntil) ?? secrets[0])?.text ?? ''
}

/** The Dev Dashboard's "Rotate": from now on a new secret counts too, and later alone. An app that was taken away is installed anew. */
export function rotateApp(app: App, now: number, random: EmulatorRandom, minutes: number = SIGNS_MINUTES): string {
  const text = random.hex(32)
  for (const secret of app.secrets) secret.signsUntil = Math.min(secret.signsUntil, now + minutes * 60_000)
  app.secrets.unshift({ text, signsUntil: Number.POSITIVE_INFINITY })
  app.installed = true
  return text
}

/** Installed again, with a permanent token of its own. */
export function installApp(app: App, accessToken: string): void {
  app.tokens.set(accessToken, Number.POSITIVE_INFINITY)
  app.installed = true
}

/** The merchant takes the app away: no token and no secret serves any more. */
export function revokeApp(app: App): void {
  app.tokens.clear()
  app.secrets.splice(1)
  app.installed = false
}
