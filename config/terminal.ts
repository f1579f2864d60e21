import { z } from 'zod'
import { Environment } from './schema.ts'
import type { Variables } from './load.ts'

/** What the command line takes from the environment: where the hub is, and how the terminal wants to be written to. */
export interface Terminal { readonly url: string | null; readonly token: string | null; readonly colour: boolean; readonly home: string; readonly configHome: string; readonly isCi: boolean }

const Own = Environment.pick({ CROSSDOCK_URL: true, CROSSDOCK_TOKEN: true })

/** Only the command line's own part: it needs no key and no store. */
export function terminalOf(variables: Variables): Terminal {
  const own = Own.parse({ CROSSDOCK_URL: variables['CROSSDOCK_URL'] || undefined, CROSSDOCK_TOKEN: variables['CROSSDOCK_TOKEN'] || undefined })
  const home = variables['HOME'] ?? variables['USERPROFILE'] ?? '.'
  return {
    url: own.CROSSDOCK_URL,
    token: own.CROSSDOCK_TOKEN,
    colour: !variables['NO_COLOR'] && variables['TERM'] !== 'dumb',
    home,
    configHome: variables['XDG_CONFIG_HOME'] || `${home}/.config`,
    isCi: z.string().min(1).safeParse(variables['CI']).success,
  }
}
