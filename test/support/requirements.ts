import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { titlesOf } from './titles.ts'

const numbered = (prefix: string, last: number): string[] => Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`)
const after = (ids: readonly string[], id: string, ...more: readonly string[]): string[] =>
  ids.flatMap((one) => (one === id ? [one, ...more] : [one]))

/** Every requirement, in the order of its page; held here too, so that the test works without that page. */
export const IDS: readonly string[] = [
  ...numbered('S0.', 33),
  ...after(after(numbered('S1.', 26), 'S1.14', 'S1.14a'), 'S1.15', 'S1.15a', 'S1.15b'),
  ...numbered('S2.', 37),
  ...numbered('S3.', 46),
  ...numbered('S4.', 19).flatMap((id) => (id === 'S4.9' ? ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => id + letter) : [id])),
  ...numbered('S5.', 12),
  ...numbered('C', 5),
]

/** A row of docs/requirements.md. */
export interface Row {
  readonly id: string
  readonly proof: string
  readonly state: string
}

/** The rows of the page's tables, told by an id in the first column. */
export function rowsOf(page: string): Row[] {
  return [...page.matchAll(/^\| ((?:S\d\.|C)\d+[a-f]?) \|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(([, id, , proof, state]) => ({
    id: id!,
    proof: proof!.trim(),
    state: state!.trim(),
  }))
}

/** The ids that finished milestones close: lines `- title: ids` below that heading, ranges opened. */
export function finishedIds(page: string): string[] {
  const section = /^## Finished milestones$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(page)?.[1] ?? ''
  const lines = [...section.matchAll(/^- .*:(.*(?:\n {2}.*)*)$/gm)].map(([, ids]) => ids ?? '')
  return lines.flatMap((line) =>
    [...line.matchAll(/((?:S\d\.|C)\d+[a-f]?)(?:\s*[–-]\s*((?:S\d\.|C)\d+[a-f]?))?/g)].flatMap(([, from, to]) =>
      to ? IDS.slice(IDS.indexOf(from!), IDS.indexOf(to) + 1) : [from!],
    ),
  )
}

/** The ids that the requirements' own page defines: in bold at a sentence's head, or in a table's first column. */
export function definedIds(requirements: string): string[] {
  const found = requirements.matchAll(/(?:\*\*|^\| )((?:S\d\.|C)\d+[a-f]?)\b/gm)
  return [...new Set([...found].map(([, id]) => id!))]
}

/** What is wrong with the page: each fault names its id. */
export function faultsOf(page: string, root: string): string[] {
  const rows = rowsOf(page)
  const known = new Map(rows.map((row) => [row.id, row]))
  const finished = finishedIds(page)
  return [
    ...IDS.filter((id) => !known.has(id)).map((id) => `${id} is missing`),
    ...rows.filter(({ id }) => !IDS.includes(id)).map(({ id }) => `${id} is no requirement`),
    ...rows.filter((row) => known.get(row.id) !== row).map(({ id }) => `${id} stands there twice`),
    ...finished.filter((id) => !known.has(id)).map((id) => `${id} is closed by a milestone and has no row`),
    ...finished.filter((id) => known.get(id)?.state === 'not yet').map((id) => `${id} is closed by a finished milestone and is "not yet"`),
    ...rows.flatMap((row) => rowFaults(row, root)),
  ]
}

function rowFaults({ id, proof, state }: Row, root: string): string[] {
  if (!['not yet', 'partly', 'done'].includes(state)) return [`${id} has the unknown state "${state}"`]
  if (state === 'not yet') return proof === 'not yet' ? [] : [`${id} has a proof and is "not yet"`]
  if (proof === 'not yet' || proof === '') return [`${id} is "${state}" without a proof`]
  return proof.split(';').flatMap((one) => {
    const fault = proofFault(one.trim(), root)
    return fault ? [`${id}: ${fault}`] : []
  })
}

function proofFault(proof: string, root: string): string | null {
  const [, path, fragment] = /^`?([^`"\s]+)`?(?:\s+"([^"]+)")?$/.exec(proof) ?? []
  if (!path) return `"${proof}" is neither a page nor a test with a part of its name in quotes`
  if (!existsSync(join(root, path))) return `${path} does not exist`
  if (!/\.(ts|tsx)$/.test(path)) return null
  if (!fragment) return `${path} needs a part of the test's name in quotes`
  return titlesIn(join(root, path)).some((title) => title.includes(fragment)) ? null : `${path} has no test named "${fragment}"`
}

/** A file's titles, read once: many rows name the same file. */
const read = new Map<string, string[]>()

function titlesIn(path: string): string[] {
  const titles = read.get(path) ?? titlesOf({ path, text: readFileSync(path, 'utf8') })
  read.set(path, titles)
  return titles
}
