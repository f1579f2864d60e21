import { type Listening, listen } from '../../kit/emulator/server.ts'
import { type ShopifyEmulator, type ShopifyEmulatorOptions, shopifyEmulator } from './emulator.ts'

export { shopifyEmulator } from './emulator.ts'
export type { ShopifyEmulator, ShopifyEmulatorOptions } from './emulator.ts'
export type { ShopifyState } from './state.ts'

export interface StartOptions extends ShopifyEmulatorOptions {
  /** 0 = any. */
  readonly port?: number
  readonly host?: string
}

/** The stand-in behind a socket, with the sandbox below `/_sandbox`. */
export interface RunningShopifyEmulator extends ShopifyEmulator {
  /** Base of the Admin API: takes the place of `https://{shop}.myshopify.com`. */
  readonly url: string
  readonly sandboxUrl: string
  readonly close: () => Promise<void>
}

/** Largest request body. */
const LIMIT = 10_000_000

/** Starts the stand-in on a real socket. */
export async function startShopifyEmulator(options: StartOptions): Promise<RunningShopifyEmulator> {
  const emulator = shopifyEmulator(options)
  const listening: Listening = await listen(emulator.handle, { host: options.host ?? '127.0.0.1', port: options.port ?? 0, limit: LIMIT })
  return {
    ...emulator,
    url: listening.url,
    sandboxUrl: `${listening.url}/_sandbox`,
    close: () => {
      emulator.stop()
      return listening.close()
    },
  }
}
