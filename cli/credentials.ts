import type { Answer } from '../server/schema.ts'
import { CliError, EXIT } from './exit.ts'
import { ask, askSecret, type Flags, type Io, secretFile } from './io.ts'

type Card = Answer<'listConnectors'>['data'][number]
export interface Filled { credentials: Record<string, string>; settings: Record<string, string | number | boolean> }

/** Where answers come from besides questions. */
type Sources = Flags & { secretFile?: string; secretEnv?: string; set?: string[] }

/** The fields that a connector's card asks for: from the file, from --set, else by question. */
export async function credentialsOf(io: Io, flags: Sources, card: Card): Promise<Filled> {
  const { credentials, given } = await filledIn(io, flags, card, [...card.credentials, ...card.settings])
  const settings: Filled['settings'] = {}
  for (const field of card.settings) {
    const value = given[field.name] ?? (field.required ? await asked(io, flags, field) : undefined)
    if (value !== undefined) settings[field.name] = valueOf(field, value)
  }
  return { credentials, settings }
}

/** Settings that are named, and no others; what is left empty is not one of them. */
export function settingsOf(card: Card, set: readonly string[]): Filled['settings'] {
  const given = fieldsOf(set.join('\n'), '--set')
  const known = new Map(card.settings.map(field => [field.name, field]))
  return Object.fromEntries(Object.entries(given).map(([name, value]) => {
    const field = known.get(name)
    if (!field) throw new CliError(EXIT.usage, 'unknown_field', `${card.label} has no setting ${name}.`, { hint: `settings: ${[...known.keys()].join(', ')}` })
    return [name, valueOf(field, value)]
  }))
}

/** Credentials alone, to take the place of those of before. */
export async function newCredentialsOf(io: Io, flags: Sources, card: Card): Promise<Filled['credentials']> {
  return (await filledIn(io, flags, card, card.credentials)).credentials
}

async function filledIn(io: Io, flags: Sources, card: Card, fields: readonly Field[]): Promise<{ credentials: Filled['credentials']; given: Record<string, string> }> {
  const secrets = { ...(flags.secretEnv === undefined ? {} : fieldsOf(variable(io, flags.secretEnv), flags.secretEnv)), ...(flags.secretFile === undefined ? {} : fieldsOf(await secretFile(io, flags.secretFile), 'the file of secrets')) }
  const open = fieldsOf((flags.set ?? []).join('\n'), '--set')
  for (const field of card.credentials.filter(one => one.secret && one.name in open)) throw new CliError(EXIT.usage, 'secret_as_flag', `"${field.name}" is a secret: others see flags in the list of processes.`, { hint: 'put it into a file and give --secret-file' })
  const known = new Set(fields.map(field => field.name))
  const strange = [...Object.keys(open), ...Object.keys(secrets)].filter(name => !known.has(name))
  if (strange.length > 0) throw new CliError(EXIT.usage, 'unknown_field', `${card.label} has no field ${strange.join(', ')}.`, { hint: `fields: ${[...known].join(', ')}` })
  const given: Record<string, string> = { ...open, ...secrets }
  const credentials: Record<string, string> = {}
  for (const field of card.credentials) {
    const value = given[field.name] ?? (field.secret ? await secret(io, flags, field) : await asked(io, flags, field))
    if (value !== '') credentials[field.name] = value
  }
  return { credentials, given }
}

type Field = Card['credentials'][number]

function valueOf(field: Field, text: string): string | number | boolean {
  if (field.kind === 'text') return text
  const value = field.kind === 'number' ? Number(text) : ({ true: true, yes: true, 1: true, false: false, no: false, 0: false } as Record<string, boolean>)[text.toLowerCase()]
  if (value === undefined || Number.isNaN(value)) throw new CliError(EXIT.usage, 'bad_field', `${field.title} is ${field.kind === 'number' ? 'a number' : 'yes or no'}, not "${text}".`)
  return value
}
const secret = (io: Io, flags: Flags, field: Field): Promise<string> | string => (field.required || io.isInteractive ? askSecret(io, flags, field.title, `--secret-file with a line ${field.name}=…`) : '')
const asked = (io: Io, flags: Flags, field: Field): Promise<string> => ask(io, flags, field.title, `--set ${field.name}=…`, field.required ? undefined : '')

/** The secrets of an environment variable, where a script has them there. */
function variable(io: Io, name: string): string {
  const value = io.variables[name]
  if (!value) throw new CliError(EXIT.usage, 'unset_variable', `The variable ${name} is not set.`)
  return value
}

/** `field=value` lines, or one JSON object. */
function fieldsOf(text: string, where: string): Record<string, string> {
  if (text.trim().startsWith('{')) return Object.fromEntries(Object.entries(objectOf(text, where)).map(([name, value]) => [name, String(value)]))
  return Object.fromEntries(text.split('\n').map(line => line.trim()).filter(line => line !== '').map(line => {
    const at = line.indexOf('=')
    if (at < 1) throw new CliError(EXIT.usage, 'bad_field', `A line in ${where} is not field=value.`)
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  }))
}

/** The parser's own error is not kept as a cause: it quotes the text, which holds secrets. */
function objectOf(text: string, where: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    throw new CliError(EXIT.usage, 'bad_field', `What is in ${where} is not JSON.`, { hint: 'field=value lines will do, too' })
  }
}
