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

/** Reads the flags; throws BadOption naming the flag, what was wrong and what it takes. */
export function demoOptions(argv: readonly string[]): DemoOptions {
  const text = { type: 'string' } as const
  const values = parse(argv, {
    'ready-file': text, port: text, speed: text, orders: text, 'orders-per-minute': text, seed: text, store: text, keep: text, quiet: { type: 'boolean' },
  })
  const number = (flag: string, fallback: number, least: number, most: number): number => {
    const given = values[flag]
    if (given === undefined) return fallback
    const value = Number(given)
    if (!Number.isFinite(value) || value < least || value > most) throw new BadOption(`--${flag}: "${String(given)}" is not a number from ${least} to ${most}.`)
    return value
  }
  const word = (flag: string): string | null => (typeof values[flag] === 'string' ? values[flag] : null)
  return {
    readyFile: word('ready-file'),
    port: number('port', 0, 0, 65_535),
    speed: number('speed', 10, 0.1, 1000),
    orders: values['orders'] === undefined ? null : number('orders', 0, 0, 1_000_000),
    ordersPerMinute: number('orders-per-minute', 60, 1, 6000),
    seed: number('seed', 1, 0, 2 ** 31),
    store: word('store'),
    keep: word('keep'),
    quiet: values['quiet'] === true,
  }
}

function parse(argv: readonly string[], options: Record<string, { type: 'string' | 'boolean' }>): Record<string, string | boolean | undefined> {
  try {
    return { ...parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values } as Record<string, string | boolean | undefined>
  } catch (error) {
    throw new BadOption(`${(error as Error).message} The demo takes ${Object.keys(options).map(name => `--${name}`).join(' ')}.`)
  }
}
