import type { Actor } from '../core/model/actor.ts'
import type { MerchantId } from '../core/model/ids.ts'
import type { Clock, Random } from '../core/ports/clock.ts'
import type { AnyConnector } from '../core/ports/connector.ts'
import type { Store } from '../core/ports/store.ts'
import type { Transport } from '../core/ports/transport.ts'
import type { Vault } from './secrets/vault.ts'

/** An allow-list logger: an event's name and plain fields; never a payload, a credential or personal data. */
export interface Log {
  info(event: string, fields?: LogFields): void
  warn(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields & { error?: unknown }): void
}
export type LogFields = Record<string, unknown>

/** Everything the hub holds: its seams, what it may call, and the keys. Made by app/compose, or by a test. */
export interface Hub {
  readonly store: Store
  readonly clock: Clock
  /** Time as it passes for whoever waits for our answer at a socket: never the demo's (INTERFACES: "socket time-outs stay real"). */
  readonly sockets: Pick<Clock, 'after'>
  readonly random: Random
  readonly transport: Transport
  readonly connectors: ReadonlyMap<string, AnyConnector>
  readonly vault: Vault
  readonly log: Log
  /** Other base URLs by connector (an emulator); set only where the operator allowed it. */
  readonly baseUrls: ReadonlyMap<string, string>
  /** Where vendors reach us, or null: polls only. */
  readonly publicUrl: string | null
}

/** A use case's caller: who it is and the one merchant it may see. A 3PL's operator names the merchant; a merchant's token is bound to it. */
export interface Scope { readonly actor: Actor; readonly merchantId: MerchantId }
