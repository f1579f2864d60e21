import { expect, it, vi } from 'vitest'
import { gatherLines } from './log-lines.ts'

it('writes what was gathered after a tenth of a second, in order and once', () => {
  vi.useFakeTimers()
  try {
    const written: string[] = []
    const lines = gatherLines({ write: text => { written.push(text) } })
    for (const line of ['a\n', 'b\n']) lines.write(line)
    vi.advanceTimersByTime(99)
    expect(written).toEqual([])
    vi.advanceTimersByTime(1)
    expect(written).toEqual(['a\nb\n'])
    lines.write('c\n')
    lines.flush()
    vi.advanceTimersByTime(1_000)
    expect(written).toEqual(['a\nb\n', 'c\n'])
  } finally {
    vi.useRealTimers()
  }
})
