import type { Target } from '../load/saturate.ts'

/** Tells the bench where this process listens, and when asked how long it computed, µs; ends with the bench: on its word, or when it is gone. */
export function open(target: Target, stop: () => Promise<void>): void {
  process.once('disconnect', () => {
    stop().then(() => process.exit(0), (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    }).catch(() => process.exit(1))
  })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send?.(user + system)
  })
  process.send?.(target)
}
