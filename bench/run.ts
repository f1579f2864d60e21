// `npm run bench`: ratios of arms that were rotated inside one run. Options stand in docs/performance.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BenchOptions, isGood, type Judged } from './bench.ts'
import { ingest } from './ingest.ts'
import { isDurable, machineOf } from './machine.ts'
import { paced } from './paced.ts'
import { machineLine, tables } from './report.ts'

const BENCHES: Readonly<Record<string, (options: BenchOptions) => Promise<Judged>>> = { ingest, paced }
const RESULTS = new URL('./results/', import.meta.url)
const MOST = { repetitions: 50, seconds: 30 }

const { values: given } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '5' }, seconds: { type: 'string' }, only: { type: 'string', multiple: true, default: Object.keys(BENCHES) },
    folder: { type: 'string', default: tmpdir() }, profile: { type: 'string' },
  },
})
const repetitions = figure('repetitions', given.repetitions, MOST.repetitions)
const strange = given.only.filter(name => !Object.hasOwn(BENCHES, name))
if (strange.length > 0) throw new RangeError(`--only ${strange.join(', ')}: there are ${Object.keys(BENCHES).join(', ')}`)

const machine = machineOf(given.folder)
console.log(`${machineLine(machine)}\n${isDurable(machine) ? '' : 'These files are in memory: nothing is durable here, and the figures mean nothing. Name a disk: --folder\n'}`)
for (const name of given.only) {
  const judged = await inFolder(async folder => BENCHES[name]?.({
    repetitions, turnMs: 1_000 * figure('seconds', given.seconds ?? (name === 'paced' ? '3' : '2'), MOST.seconds), restMs: 250, warmTurns: 6, folder, told: line => console.log(`  ${line}`),
    execArgv: given.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${given.profile}`],
  }))
  if (!judged) continue
  console.log(`\n${tables(judged)}\n`)
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(new URL(`${name}.json`, RESULTS), `${JSON.stringify({ at: new Date().toISOString(), machine, repetitions, ...judged }, null, 2)}\n`)
  if (!isGood(judged)) process.exitCode = 1
}

async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(given.folder, 'crossdock-bench-'))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function figure(name: string, text: string, most: number): number {
  const value = Number(text)
  if (!(value > 0 && value <= most)) throw new RangeError(`--${name}: more than 0, at most ${most}`)
  return value
}
