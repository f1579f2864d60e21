/** What takes text: a file, a pipe. */
export interface Output { write(text: string): void }

/** How long a line may wait, ms, and how many characters wait at most. */
const WAIT_MS = 100
const MOST = 16_384

/** Lines gathered for one write: a system call a line cost as much as making it (docs/performance.md). Who needs a line out now says `flush`. */
export function gatherLines(output: Output): Output & { flush(): void } {
  let held = ''
  let timer: NodeJS.Timeout | null = null
  const flush = (): void => {
    if (timer) clearTimeout(timer)
    timer = null
    const text = held
    held = ''
    if (text !== '') output.write(text)
  }
  return {
    write(line) {
      held += line
      if (held.length >= MOST) flush()
      else timer ??= setTimeout(flush, WAIT_MS).unref()
    },
    flush,
  }
}
