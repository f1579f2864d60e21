import { type Arm, paired, rotate, type Samples, type Spread } from './arms.ts'
import type { BenchOptions, Judged, Target, Told } from './bench.ts'
import { eventIds, signedDelivery } from './delivery.ts'
import { countDeliveries, hmacArm, insertArm, storedDelivery } from './floor.ts'
import { saturate } from './load/saturate.ts'
import { databaseIn } from './servers/settings.ts'
import { startServer } from './servers/start.ts'

const CONNECTIONS = 64

/** Target 1: signed durable ingest beside a bare server and beside the sum of its parts. */
export async function ingest(options: BenchOptions): Promise<Judged> {
  const delivery = signedDelivery()
  const ids = eventIds()
  const echo = await startServer('echo')
  const hub = await startServer('hub', options.folder, options.execArgv)
  const insert = insertArm(options.folder, () => storedDelivery(options.folder))
  let answered = 0
  const serving = (name: string, target: typeof hub): Arm => ({
    name,
    turn: async ms => {
      const sample = await target.under(async () => saturate(target, delivery, ids.next, { connections: CONNECTIONS, ms }))
      if (name === 'hub') answered += sample.done
      return sample
    },
  })
  let samples: Samples
  try {
    samples = await rotate([serving('echo', echo), serving('hub', hub), hmacArm(delivery), insert], options)
  } finally {
    await Promise.all([echo.stop(), hub.stop(), insert.close()])
  }
  const stored = countDeliveries(databaseIn(options.folder))
  return { name: 'ingest', what: `signed durable ingest, 6 kB body, ${CONNECTIONS} connections`, samples, targets: targetsOf(samples), told: [durability(answered, stored)] }
}

/** Per repetition, from that repetition's arms. The floor is what echo, signature and a share of a group of 64 cost one after the other. */
export function targetsOf(samples: Samples): Target[] {
  const ofEcho: Spread = paired(samples, of => of('hub').perSecond / of('echo').perSecond)
  const ofFloor: Spread = paired(samples, of => of('hub').perSecond * (1 / of('echo').perSecond + 1 / of('hmac').perSecond + 1 / of('insert64').perSecond))
  return [
    { target: 1, what: 'hub / echo', measured: ofEcho, bound: 0.2, is: 'at least', isMet: ofEcho.median >= 0.2 },
    { target: 1, what: 'hub / composed floor', measured: ofFloor, bound: 0.75, is: 'at least', isMet: ofFloor.median >= 0.75 },
  ]
}

const durability = (answered: number, stored: number): Told => ({ text: `${answered.toLocaleString('en')} answered 200, ${stored.toLocaleString('en')} stored`, isFault: stored < answered })
