import type { Answer } from '../server/schema.ts'
import { type Flags, type Io, paint } from './io.ts'
import { plain } from './print.ts'

export type Setup = Answer<'getSetup'>
export type StepOf<N extends Setup['steps'][number]['step']> = Extract<Setup['steps'][number], { step: N }>

const MARK = { done: ['green', '✓'], waiting: ['yellow', '·'], running: ['cyan', '…'], fault: ['red', '✗'] } as const

export function stepOf<N extends Setup['steps'][number]['step']>(setup: Setup, name: N): StepOf<N> {
  const found = setup.steps.find(one => one.step === name)
  if (!found) throw new TypeError(`no step ${name}`)
  return found as StepOf<N>
}

/** Each step in a line, and what to do next below it. */
export function report(io: Io, flags: Flags, setup: Setup): void {
  if (flags.json) {
    io.out(`${JSON.stringify(setup)}\n`)
    return
  }
  for (const step of setup.steps) {
    const [colour, mark] = MARK[step.state]
    const name = step.step.replace('_', ' ')
    if (flags.plain) io.out(`${step.step}\t${step.state}\t${plain(step.says)}\t${plain(step.next ?? '')}\n`)
    else io.out(`${paint(io, colour, mark)} ${name.padEnd(12)} ${plain(step.says)}\n${step.next === null ? '' : `${' '.repeat(15)}${paint(io, 'dim', plain(step.next))}\n`}`)
  }
}
