import { CliError, EXIT } from './exit.ts'

/** What a person may type for a thing: its id, its name, or its name in lower case with hyphens (`2-day-express`). */
const slug = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '')

/** The one of that id or name; `what` is the word for it. */
export function byName<T extends { name: string }>(all: readonly T[], typed: string, what: string, id: (one: T) => string): T {
  const found = all.filter(one => id(one) === typed || one.name === typed)
  const near = found.length > 0 ? found : all.filter(one => slug(one.name) === slug(typed))
  const [one, ...others] = near
  if (!one) throw new CliError(EXIT.notFound, 'not_found', `No ${what} is called ${typed}.`, { hint: all.length > 0 ? `there are: ${all.slice(0, 20).map(({ name }) => name).join(', ')}` : `there is no ${what} yet` })
  if (others.length > 0) throw new CliError(EXIT.usage, 'ambiguous', `${near.length} of them are called ${typed}: ${near.map(id).join(', ')}.`, { hint: 'use the id' })
  return one
}

/** `left=right`, parted at the last `=`: a method of a store may have one itself. */
export function pairOf(text: string, flag: string): { left: string; right: string } {
  const at = text.lastIndexOf('=')
  if (at < 1 || at === text.length - 1) throw new CliError(EXIT.usage, 'bad_pair', `"${text}" is not what ${flag} takes: give store's name=ours.`)
  return { left: text.slice(0, at).trim(), right: text.slice(at + 1).trim() }
}
