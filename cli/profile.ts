import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { terminalOf } from '../config/terminal.ts'
import type { Variables } from '../config/load.ts'
import { CliError, EXIT } from './exit.ts'

const Profiles = z.record(z.string(), z.object({ url: z.string(), token: z.string() }))
export interface Profile { readonly url: string; readonly token: string }

const fileOf = (variables: Variables): string => join(terminalOf(variables).configHome, 'crossdock', 'profiles.json')

function profiles(variables: Variables): z.infer<typeof Profiles> {
  try {
    return Profiles.parse(JSON.parse(readFileSync(fileOf(variables), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new CliError(EXIT.environment, 'bad_profiles', `${fileOf(variables)} is not as "crossdock login" writes it.`, { hint: 'delete it and log in again' })
  }
}

/** Where the hub is and by which token: the variables win over the profile that `crossdock login` wrote. */
export function profileOf(variables: Variables, name: string, url: string | undefined): Profile {
  const terminal = terminalOf(variables)
  const all = profiles(variables)
  const kept = all[name]
  const others = Object.keys(all)
  const found = { url: url ?? terminal.url ?? kept?.url, token: terminal.token ?? kept?.token }
  if (found.url === undefined || found.token === undefined) throw new CliError(EXIT.environment, 'not_logged_in', others.length > 0 && !kept ? `No login is called ${name} here. There are: ${others.join(', ')}.` : 'No hub is known here.', { hint: others.length > 0 && !kept ? '--profile chooses one; crossdock login --profile NAME makes another' : 'crossdock login --url URL, or set CROSSDOCK_URL and CROSSDOCK_TOKEN' })
  return { url: found.url, token: found.token }
}

/** Written to a new file and renamed, readable by this user only. */
export function keep(variables: Variables, name: string, profile: Profile): string {
  const file = fileOf(variables)
  const all = { ...profiles(variables), [name]: profile }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, `${JSON.stringify(all, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return file
}
