import { parseArgs } from 'node:util'

/** What `npm run demo -- …` takes (INTERFACES, "The demo"). */
export interface DemoOptions {
  readyFile: string | null
  port: number
  speed: number
  /** Place this many and then only run; null: place for ever. */
  orders: number | null
  ordersPerMinute: number
  seed: number
  /** A store URL, or null: the embedded one in the demo's folder. */
  store: string | null
  /** Keep the demo's folder here, or null: a fresh temporary one, removed at the end. */
  keep: string | null
  quiet: boolean
}

export class BadOption extends Error {}
/** `--help` was asked. */
export class HelpAsked extends Error {}

export const HELP = `npm run demo -- [flags]

  --speed X              how many times as fast as real time (10)
  --orders N             place N orders, then only run; without it orders come for ever
  --orders-per-minute N  a demo minute (60)
  --seed N               another run of chance; the same seed sells the same things (1)
  --port N               the hub's port (any free one)
  --keep DIR             keep the database, the key, the clock, the tokens and the log there, in a new or empty folder (a temporary one, removed at the end)
  --ready-file FILE      written when everything answers: addresses and tokens, as JSON
  --store URL            where the hub keeps its records (sqlite: in the demo's folder)
  --quiet                say nothing but faults

Ctrl-C ends it cleanly, a second one at once.
`

/** Reads the flags; throws BadOption naming the flag, what was wrong and what it takes. */
export function demoOptions(argv: readonly string[]): DemoOptions {
  const text = { type: 'string' } as const
  const values = parse(argv, {
    'ready-file': text, port: text, speed: text, orders: text, 'orders-per-minute': text, seed: text, store: text, keep: text, quiet: { type: 'boolean' }, help: { type: 'boolean' },
  })
  if (values['help'] === true) throw new HelpAsked()
  const number = (flag: string, fallback: number, least: number, most: number): number => {
    const given = values[flag]
    if (given === undefined) return fallback
    const value = Number(given)
    if (!Number.isFinite(value) || value < least || value > most) throw new BadOption(`--${flag}: "${String(given)}" is not a number from ${least} to ${most}.`)
    return value
  }
  const whole = (flag: string, fallback: number, least: number, most: number): number => {
    const value = number(flag, fallback, least, most)
    if (!Number.isInteger(value)) throw new BadOption(`--${flag}: "${String(values[flag])}" is not a whole number.`)
    return value
  }
  const word = (flag: string): string | null => (typeof values[flag] === 'string' ? values[flag] : null)
  return {
    readyFile: word('ready-file'),
    port: whole('port', 0, 0, 65_535),
    speed: number('speed', 10, 0.1, 1000),
    orders: values['orders'] === undefined ? null : whole('orders', 0, 0, 1_000_000),
    ordersPerMinute: number('orders-per-minute', 60, 1, 6000),
    seed: whole('seed', 1, 0, 2 ** 31),
    store: word('store'),
    keep: word('keep'),
    quiet: values['quiet'] === true,
  }
}

function parse(argv: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>): Record<string, string | boolean | undefined> {
  try {
    return { ...parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values } as Record<string, string | boolean | undefined>
  } catch (error) {
    throw new BadOption(`${(error as Error).message.replace(/\.?$/, '.')} See: npm run demo -- --help`)
  }
}
