// `npm run simulate -- --seed N [--seeds M] [--poison read|write] [--trace] [--planted NAME]`: runs seeds of the random world and says what the
// judge found. A seed is the reproduction: the same number is the same run.
import { parseArgs } from 'node:util'
import { PLANTED, type PlantedName } from './planted.ts'
import { type Outcome, runWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' }, seeds: { type: 'string', default: '1' }, orders: { type: 'string', default: '20' },
    trace: { type: 'boolean', default: false }, planted: { type: 'string' }, poison: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false },
  },
})

if (values.help) {
  console.log('npm run simulate -- --seed N [--seeds M] [--orders N] [--poison read|write] [--trace] [--planted NAME]\n\nPlanted bugs:')
  for (const [name, { what }] of Object.entries(PLANTED)) console.log(`  ${name.padEnd(24)} ${what}`)
} else {
  const planted = values.planted === undefined ? undefined : plantedName(values.planted)
  process.on('unhandledRejection', (error) => {
    console.error('unhandled:', error)
    process.exitCode = 1
  })
  await simulate(Number(values.seed), Number(values.seeds), planted)
}

function plantedName(name: string): PlantedName {
  if (!Object.hasOwn(PLANTED, name)) throw new Error(`there is no planted bug ${name}; there are ${Object.keys(PLANTED).join(', ')}`)
  return name as PlantedName
}

async function simulate(first: number, count: number, planted: PlantedName | undefined): Promise<void> {
  const start = performance.now()
  const bad: Outcome[] = []
  for (let seed = first; seed < first + count; seed++) {
    const outcome = await runWorld({ seed, orders: Number(values.orders), ...((values.poison === 'read' || values.poison === 'write') && { poisoned: values.poison }), ...(planted && { planted }), ...(values.trace && { show: (line: string) => console.log(line) }) })
    if (outcome.faults.length > 0) bad.push(outcome)
    if (count === 1 || outcome.faults.length > 0) report(outcome)
  }
  const seconds = (performance.now() - start) / 1000
  console.log(`${count - bad.length} of ${count} seeds clean, ${(count / seconds).toFixed(1)} seeds/s${bad.length > 0 ? `; not clean: ${bad.map(({ seed }) => seed).slice(0, 20).join(' ')}` : ''}`)
  if (bad.length > 0) process.exitCode = 1
}

function report({ seed, faults, hubSays, sum, happenings, deaths, requests, operations, minutes }: Outcome): void {
  console.log(`seed ${seed}: ${faults.length === 0 ? 'clean' : `${faults.length} faults`}, at rest after ${minutes} virtual minutes, ${deaths} deaths, ${operations} operations, ${requests} requests, ${happenings} happenings, sum ${sum.toString(16)}`)
  for (const { name, text } of faults) console.log(`  ${name}: ${text}`)
  for (const line of hubSays) console.log(line)
}
