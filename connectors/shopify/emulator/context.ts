import type { Shop } from './model.ts'
import type { World } from './world.ts'

/** What every resolver works with. `outcome` goes into the request log. */
export interface Context {
  readonly world: World
  readonly shop: Shop
  outcome: string
  /** As whoever asks calls this place: addresses that are given out begin with it. */
  readonly base: string
  /** Carries a document out with variables as text, without cost: what a bulk operation does for each of its lines. */
  readonly carryOut: (document: string, variables: string) => { readonly data?: unknown; readonly errors?: unknown }
}
