import { type Flags, type Io, paint } from './io.ts'
import { commandOf } from './step-commands.ts'
import { plain } from './print.ts'
import type { Setup } from './steps.ts'

const MARK = { done: ['green', '✓'], waiting: ['yellow', '·'], running: ['cyan', '…'], fault: ['red', '✗'] } as const

/** Each step in a line, and below it what to do next, with the command that does it. */
export function report(io: Io, flags: Flags, setup: Setup, connection: string): void {
  if (flags.json) {
    io.out(`${JSON.stringify(setup)}\n`)
    return
  }
  for (const step of setup.steps) {
    const [colour, mark] = MARK[step.state]
    const name = step.step.replace('_', ' ')
    if (flags.plain) io.out(`${step.step}\t${step.state}\t${plain(step.says)}\t${plain(step.next ?? '')}\n`)
    else {
      const next = [step.next, commandOf(setup, step.step, connection)].filter(line => line !== null)
      io.out(`${paint(io, colour, mark)} ${name.padEnd(12)} ${plain(step.says)}\n${next.map(line => `${' '.repeat(15)}${paint(io, 'dim', plain(line))}\n`).join('')}`)
    }
  }
}
