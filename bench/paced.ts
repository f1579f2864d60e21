import { join } from 'node:path'
import { type Arm, paired, rotate, type Sample, type Samples, spreadOf } from './arms.ts'
import type { BenchOptions, Judged, Target, Told } from './bench.ts'
import { eventIds, signedDelivery } from './delivery.ts'
import { countDeliveries } from './floor.ts'
import { paced as pacedLoad } from './load/paced.ts'
import { databaseIn } from './servers/settings.ts'
import { startServer } from './servers/start.ts'

const LOAD = { connections: 64, perSecond: 2_000 }

/** Target 5: the slowest hundredth at 2,000 requests a second, beside a bare server and beside a log that is copied inside commits. */
export async function paced(options: BenchOptions): Promise<Judged> {
  const delivery = signedDelivery()
  const ids = eventIds()
  const echo = await startServer('echo')
  const hub = await startServer('hub', join(options.folder, 'paced'), options.execArgv)
  const inline = await startServer('inline', join(options.folder, 'inline'))
  const answered = { hub: 0, inline: 0 }
  const serving = (name: 'echo' | 'hub' | 'inline', target: typeof hub): Arm => ({
    name,
    turn: async (ms): Promise<Sample> => {
      const sample = await target.under(async () => pacedLoad(target, delivery, ids.next, { ...LOAD, ms }))
      if (name !== 'echo') answered[name] += sample.done
      return sample
    },
  })
  let samples: Samples
  try {
    samples = await rotate([serving('echo', echo), serving('hub', hub), serving('inline', inline)], options)
  } finally {
    await Promise.all([echo.stop(), hub.stop(), inline.stop()])
  }
  const told: Told[] = [
    ...unpaced(samples),
    durability('hub', answered.hub, countDeliveries(databaseIn(join(options.folder, 'paced')))),
    durability('inline', answered.inline, countDeliveries(join(options.folder, 'inline', 'inline.db'))),
  ]
  return { name: 'paced', what: `${LOAD.perSecond.toLocaleString('en')} requests a second, ${LOAD.connections} connections`, samples, targets: targetsOf(samples), told }
}

export function targetsOf(samples: Samples): Target[] {
  const beyond = paired(samples, of => p99(of('hub')) - p99(of('echo')))
  const share = paired(samples, of => p99(of('hub')) / p99(of('inline')))
  return [
    { target: 5, what: 'hub p99 − echo p99, ms', measured: beyond, bound: 15, is: 'at most', isMet: beyond.median <= 15 },
    { target: 5, what: 'hub p99 / inline p99', measured: share, bound: 0.5, is: 'at most', isMet: share.median <= 0.5 },
  ]
}

/** A server that cannot keep the rate is measured full, whatever was asked for: said, since its latencies then mean something else. */
function unpaced(samples: Samples): Told[] {
  return Object.entries(samples).flatMap(([name, all]) => {
    const { median } = spreadOf(all.map(({ perSecond }) => perSecond))
    return median < 0.9 * LOAD.perSecond ? [{ text: `${name} took in ${Math.round(median).toLocaleString('en')} of ${LOAD.perSecond.toLocaleString('en')} a second: it was full, and its p99 is a full server's`, isFault: false }] : []
  })
}

const p99 = (sample: Sample): number => sample.p99 ?? Number.NaN

const durability = (name: string, answered: number, stored: number): Told => ({ text: `${name}: ${answered.toLocaleString('en')} answered 200, ${stored.toLocaleString('en')} stored`, isFault: stored < answered })
