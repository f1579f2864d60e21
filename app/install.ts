import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { settingsOf } from '../config/load.ts'
import { CONNECTORS } from '../connectors/registry.ts'
import { openHub } from './hub.ts'
import { createToken } from '../hub/access/tokens.ts'

/** There is a .env already: its key opens what is stored, so it is never written over. */
export class AlreadyThere extends Error {
  constructor(file: string) {
    super(`${file} is there already.`)
    this.name = 'AlreadyThere'
  }
}

export interface Choices { readonly store: string; readonly port: string; readonly publicUrl: string }

/** Writes `.env` (mode 0600) with a new key, makes the store, and the first administrator's token. */
export async function install(folder: string, choices: Choices): Promise<{ file: string; token: string }> {
  const file = join(folder, '.env')
  if (existsSync(file)) throw new AlreadyThere(file)
  const variables = {
    CROSSDOCK_STORE: choices.store, CROSSDOCK_KEY: `v1:${randomBytes(32).toString('base64')}`, CROSSDOCK_PORT: choices.port, ...(choices.publicUrl === '' ? {} : { CROSSDOCK_PUBLIC_URL: choices.publicUrl }),
  }
  const settings = settingsOf(variables, Object.keys(CONNECTORS))
  const opened = await openHub(settings)
  try {
    writeNew(file, Object.entries(variables).map(([name, value]) => `${name}=${value}\n`).join(''))
    const { secret } = await createToken(opened.hub, { name: 'first administrator', role: 'administrator', boundTo: null, centers: null, scopes: [], expiresAt: null })
    return { file, token: secret }
  } finally {
    await opened.close()
  }
}

/** Refuses a file that came in between; on disk when it returns. */
function writeNew(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600)
  try {
    writeSync(handle, text)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
