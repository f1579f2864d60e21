import type { Answer } from '../server/schema.ts'

export type Setup = Answer<'getSetup'>
export type StepName = Setup['steps'][number]['step']
export type StepOf<N extends StepName> = Extract<Setup['steps'][number], { step: N }>

export function stepOf<N extends StepName>(setup: Setup, name: N): StepOf<N> {
  const found = setup.steps.find(one => one.step === name)
  if (!found) throw new TypeError(`no step ${name}`)
  return found as StepOf<N>
}
