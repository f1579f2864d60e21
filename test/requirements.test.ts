import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { needSpecs } from './support/need.ts'
import { definedIds, faultsOf, finishedIds, IDS, rowsOf } from './support/requirements.ts'
import { ROOT } from './support/rooms/source.ts'

const page = readFileSync(join(ROOT, 'docs/requirements.md'), 'utf8')
/** The page with one row's proof and state, or its milestones, put in place of what stands there. */
const withRow = (id: string, proof: string, state: string): string =>
  page.replace(new RegExp(`^(\\| ${id.replace('.', '\\.')} \\|[^|]*)\\|.*$`, 'm'), `$1| ${proof} | ${state} |`)
const withMilestone = (line: string, text = page): string => text.replace('## Finished milestones\n', `## Finished milestones\n\n${line}\n`)
const faults = (text: string): string[] => faultsOf(text, ROOT).filter((fault) => !faultsOf(page, ROOT).includes(fault))

it('has a row for every requirement, with a proof that exists or "not yet"', () => {
  expect(faultsOf(page, ROOT)).toEqual([])
})

it('knows the ids that the requirements define', (ctx) => {
  const requirements = join(needSpecs(ctx), '../../spec/REQUIREMENTS.md')
  if (!existsSync(requirements)) return ctx.skip('the page of requirements is not beside the published schemas')
  const defined = definedIds(readFileSync(requirements, 'utf8'))
  expect(new Set(defined)).toEqual(new Set(IDS))
})

it('finds an id that is missing', () => {
  expect(faults(page.replace(/^\| S3\.44 \|.*\n/m, ''))).toEqual(['S3.44 is missing'])
})

it('finds a proof that names no test', () => {
  expect(faults(withRow('S3.44', '`test/requirements.test.ts` "finds a proof"', 'done'))).toEqual([])
  expect(faults(withRow('S3.44', '`test/requirements.test.ts` "proves the moon"', 'done'))).toEqual([
    'S3.44: test/requirements.test.ts has no test named "proves the moon"',
  ])
  expect(faults(withRow('S3.44', '`test/nowhere.test.ts` "a"', 'partly'))).toEqual(['S3.44: test/nowhere.test.ts does not exist'])
  expect(faults(withRow('S3.44', '`test/requirements.test.ts`', 'done'))).toHaveLength(1)
  expect(faults(withRow('S3.44', 'README.md; docs/nowhere.md', 'done'))).toEqual(['S3.44: docs/nowhere.md does not exist'])
  expect(faults(withRow('S3.44', 'not yet', 'done'))).toEqual(['S3.44 is "done" without a proof'])
  expect(faults(withRow('S3.44', 'README.md', 'nearly'))).toEqual(['S3.44 has the unknown state "nearly"'])
})

it('finds what a finished milestone closes and nobody proved', () => {
  const open = withRow('S3.44', 'not yet', 'not yet')
  const closed = faultsOf(withMilestone('- A road: S3.43–S3.44', open), ROOT)
  expect(closed).toContain('S3.44 is closed by a finished milestone and is "not yet"')
})

it('opens the ranges of a milestone', () => {
  const text = '## Finished milestones\n\n- One road: S1.13–S1.15 (the straight road) S4.9a,\n  C1 (all but two) C4.\n\n## Tracking\n'
  expect(finishedIds(text)).toEqual(['S1.13', 'S1.14', 'S1.14a', 'S1.15', 'S4.9a', 'C1', 'C4'])
})

it('reads every row of its own tables', () => {
  expect(rowsOf(page)).toHaveLength(IDS.length)
})
