import Table from 'cli-table3'
import { type Sample, spreadOf } from './arms.ts'
import type { Judged } from './bench.ts'
import type { Machine } from './machine.ts'

const PLAIN = { style: { head: [], border: [] } }

export function machineLine(machine: Machine): string {
  return `${machine.cores} cores (${machine.cpu}), ${machine.memoryGB} GB, ${machine.os}, Node ${machine.node}, SQLite ${machine.sqlite}, ${machine.fileSystem}; load average at the start ${machine.load.toFixed(1)}`
}

/** Every arm with median (least–greatest), then every target with what was measured. */
export function tables({ what, samples, targets, told }: Judged): string {
  const arms = new Table({ ...PLAIN, head: ['arm', 'per second', 'p50 ms', 'p99 ms', 'slowest ms', 'CPU µs', 'errors'] })
  for (const [name, all] of Object.entries(samples)) {
    arms.push([name, cell(all, ({ perSecond }) => perSecond, 0), cell(all, ({ p50 }) => p50, 1), cell(all, ({ p99 }) => p99, 1), cell(all, ({ max }) => max, 1), cell(all, ({ cpu }) => cpu, 0), String(all.reduce((sum, { errors }) => sum + errors, 0))])
  }
  const judged = new Table({ ...PLAIN, head: ['target', 'what', 'measured', 'bound', ''] })
  for (const { target, what: of, measured: { median, min, max }, is, bound, isMet } of targets) {
    judged.push([String(target), of, `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`, `${is} ${bound}`, isMet ? 'met' : 'MISSED'])
  }
  return [what, arms.toString(), judged.toString(), ...told.map(({ text, isFault }) => (isFault ? `FAULT ${text}` : text))].join('\n')
}

function cell(all: readonly Sample[], of: (sample: Sample) => number | null, digits: number): string {
  const values = all.map(of).filter(value => value !== null)
  if (values.length === 0) return '–'
  const { median, min, max } = spreadOf(values)
  const text = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })
  return `${text(median)} (${text(min)}–${text(max)})`
}
