import { readFileSync } from 'node:fs'
import { styleText } from 'node:util'
import * as clack from '@clack/prompts'
import type { Variables } from '../config/load.ts'
import { CliError, EXIT } from './exit.ts'

export interface Streams { out(text: string): void; err(text: string): void; stdin(): Promise<string>; readonly isInteractive: boolean; readonly colour: boolean }

/** What every command is given: data goes to `out`, everything else to `err`. */
export interface Io extends Streams {
  readonly variables: Variables
  /** Ends when the person interrupts. */
  readonly signal: AbortSignal
  readonly fetch: typeof fetch
}

/** Flags that every command takes. */
export interface Flags { json?: boolean; plain?: boolean; input: boolean; quiet?: boolean; verbose?: boolean; yes?: boolean; profile: string; url?: string; merchant?: string; dryRun?: boolean }

export const paint = (io: Streams, style: Parameters<typeof styleText>[0], text: string): string => (io.colour ? styleText(style, text, { validateStream: false }) : text)

/** A word for people; scripts never need it. */
export function say(io: Streams, flags: Pick<Flags, 'quiet'>, text: string): void {
  if (!flags.quiet) io.err(`${text}\n`)
}

export const mayAsk = (io: Streams, flags: Pick<Flags, 'input'>): boolean => flags.input && io.isInteractive
const unasked = (flag: string): CliError => new CliError(EXIT.usage, 'input_needed', `This needs an answer, and nothing may be asked here. Give ${flag}.`)

/** Asks, or fails with the flag that answers. */
export async function ask(io: Streams, flags: Pick<Flags, 'input'>, question: string, flag: string, initial?: string): Promise<string> {
  if (!mayAsk(io, flags)) {
    if (initial !== undefined) return initial
    throw unasked(flag)
  }
  return answered<string | undefined>(await clack.text({ message: question, output: process.stderr, ...(initial === undefined ? {} : { initialValue: initial }) })) ?? ''
}

export async function askSecret(io: Streams, flags: Pick<Flags, 'input'>, question: string, flag: string): Promise<string> {
  if (!mayAsk(io, flags)) throw unasked(flag)
  return answered<string | undefined>(await clack.password({ message: question, output: process.stderr })) ?? ''
}

export async function askMany<T extends string>(io: Streams, flags: Pick<Flags, 'input'>, question: string, choices: readonly T[], initial: readonly T[]): Promise<readonly T[]> {
  if (!mayAsk(io, flags)) return initial
  const chosen = answered<string[]>(await clack.multiselect<string>({ message: question, options: choices.map(value => ({ value, label: value })), initialValues: [...initial], required: false, output: process.stderr }))
  return choices.filter(choice => chosen.includes(choice))
}

/** One of these, or null for none of them. */
export async function askOne<T extends string>(io: Streams, flags: Pick<Flags, 'input'>, question: string, choices: readonly { value: T; label: string }[]): Promise<T | null> {
  if (!mayAsk(io, flags)) return null
  const chosen = answered<string>(await clack.select<string>({ message: question, options: [...choices.map(({ value, label }) => ({ value: value as string, label })), { value: '', label: 'later' }], output: process.stderr }))
  return choices.find(({ value }) => value === chosen)?.value ?? null
}

/** Yes or no, no unless said; a script says it with a flag. */
export async function askYes(io: Streams, flags: Pick<Flags, 'input' | 'yes'>, question: string): Promise<boolean> {
  if (flags.yes || !mayAsk(io, flags)) return flags.yes ?? false
  return answered<boolean>(await clack.confirm({ message: question, initialValue: false, output: process.stderr }))
}

/** Before what cannot be taken back. */
export async function confirm(io: Streams, flags: Pick<Flags, 'input' | 'yes'>, question: string): Promise<void> {
  if (flags.yes) return
  if (!mayAsk(io, flags)) throw unasked('--yes')
  if (!answered<boolean>(await clack.confirm({ message: question, initialValue: false, output: process.stderr }))) throw new CliError(EXIT.interrupted, 'declined', 'Nothing was done.')
}

function answered<T>(value: T | symbol): T {
  if (clack.isCancel(value)) throw new CliError(EXIT.interrupted, 'interrupted', 'Nothing was done.')
  return value as T
}

/** A secret's file, or stdin for `-`: never a flag's value, since others see those in the list of processes. */
export async function secretFile(io: Streams, file: string): Promise<string> {
  if (file === '-') return (await io.stdin()).trim()
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    throw new CliError(EXIT.usage, 'unreadable', `The file of secrets cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`, { cause: error })
  }
}
