// `npm run check`: every gate that needs no running hub. All of them run, all their faults are shown, and the last
// line counts gates as `npm test` counts tests.
import { spawn } from 'node:child_process'
import { delimiter, resolve } from 'node:path'
import { longFiles } from './length.ts'

interface Gate {
  readonly name: string
  /** What a person does about a fault. */
  readonly mend: string
  /** Resolves to the faults as text, empty where there are none. */
  readonly run: () => Promise<string>
}

const root = process.cwd()
const LONGEST = 250

const gates: readonly Gate[] = [
  {
    name: 'types',
    mend: 'the types are the first reader of a change; for one file: npx tsc -p . | grep path',
    run: () => command('tsc', ['-p', '.']),
  },
  {
    name: 'lint',
    mend: 'rules stand in .oxlintrc.json, each is explained at oxc.rs/docs/guide/usage/linter/rules',
    run: () => command('oxlint', ['--type-aware', '--deny-warnings', '-A', 'import/no-cycle']),
  },
  {
    name: 'cycles',
    mend: 'move what both files need into a third; types count only where values are imported too',
    run: () => command('oxlint', ['-A', 'all', '--import-plugin', '-D', 'import/no-cycle']),
  },
  {
    name: 'rooms',
    mend: 'the table is test/support/rooms/table.ts; a use case that needs two rooms belongs into hub or app',
    run: () => command('vitest', ['run', '--project', 'test', 'test/rooms']),
  },
  {
    name: 'dead code',
    mend: 'delete it: the history keeps it; what is started by name is an entry in knip.json',
    run: () => command('knip', ['--no-config-hints', '--no-progress']),
  },
  {
    name: 'length',
    mend: `a file is one noun or one verb; past ${LONGEST} lines it is two files`,
    run: async () => longFiles(root, LONGEST).map(({ path, lines }) => `${path}: ${lines} lines`).join('\n'),
  },
]

const results = await Promise.all(gates.map(async (gate) => ({ gate, faults: await gate.run() })))
for (const { gate, faults } of results) {
  console.log(faults ? `${faults.trimEnd()}\nFAILED ${gate.name}: ${gate.mend}\n` : `ok     ${gate.name}`)
}
const failed = results.filter(({ faults }) => faults !== '').length
console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`)
process.exitCode = failed > 0 ? 1 : 0

/** Runs a tool of node_modules. A tool that could not be started is a fault too: no gate passes by being absent. */
async function command(name: string, args: readonly string[]): Promise<string> {
  const path = `${resolve(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn(name, args, { cwd: root, env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: '0' } })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  const { promise, resolve: settle } = Promise.withResolvers<string>()
  child.on('error', (error) => settle(`${name} did not start: ${error.message}`))
  child.on('close', (code, signal) => {
    const said = Buffer.concat(chunks).toString()
    settle(code === 0 ? '' : said || `${name} ended with ${code ?? signal} and said nothing`)
  })
  return promise
}
