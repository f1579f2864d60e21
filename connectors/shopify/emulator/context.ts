import type { Shop } from './model.ts'
import type { World } from './world.ts'

/** What every resolver works with. `outcome` goes into the request log. */
export interface Context { readonly world: World; readonly shop: Shop; outcome: string }
