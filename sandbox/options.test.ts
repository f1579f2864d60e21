import { describe, expect, it } from 'vitest'
import { BadOption, demoOptions, HELP, HelpAsked } from './options.ts'

describe('the demo\'s flags', () => {
  it('have defaults that serve', () => {
    expect(demoOptions([])).toEqual({ readyFile: null, port: 0, speed: 10, orders: null, ordersPerMinute: 60, seed: 1, store: null, keep: null, quiet: false })
  })

  it.each([
    [['--speed', 'fast'], '--speed: "fast" is not a number from 0.1 to 1000.'],
    [['--orders', '1.5'], '--orders: "1.5" is not a whole number.'],
    [['--port', '99999'], '--port: "99999" is not a number from 0 to 65535.'],
    [['--bogus'], 'See: npm run demo -- --help'],
    [['extra'], 'See: npm run demo -- --help'],
  ])('%j is refused with what it takes', (argv, words) => {
    expect(() => demoOptions(argv)).toThrow(BadOption)
    expect(() => demoOptions(argv)).toThrow(words)
  })

  it('are all in the help', () => {
    expect(() => demoOptions(['--help'])).toThrow(HelpAsked)
    for (const flag of ['ready-file', 'port', 'speed', 'orders', 'orders-per-minute', 'seed', 'store', 'keep', 'quiet']) expect(HELP).toContain(`--${flag} `.trimEnd())
  })
})
