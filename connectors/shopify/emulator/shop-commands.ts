import type { EmulatorRandom } from '../../kit/emulator/random.ts'
import type { Body } from '../../kit/emulator/sandbox.ts'
import { revokeApp, rotateApp } from './app.ts'
import { wholeOf } from './reading.ts'
import { shopOf, type World } from './world.ts'

/** `POST /_sandbox/shops/{shop}/<name>` */
export function shopCommands(world: World, random: EmulatorRandom): Readonly<Record<string, (shop: string, body: Body) => Readonly<Record<string, unknown>>>> {
  return {
    /** `{ minutes? }`: so long the old secret goes on signing. Answers the new one. */
    rotate: (name, { minutes }) => {
      const { app } = shopOf(world, name)
      const clientSecret = rotateApp(app, world.clock.now(), random, minutes === undefined ? undefined : wholeOf(minutes, 'minutes', 0, 60))
      return { ...(app.clientId !== null && { clientId: app.clientId }), clientSecret }
    },
    revoke: (name) => {
      revokeApp(shopOf(world, name).app)
      return { ok: true }
    },
  }
}
