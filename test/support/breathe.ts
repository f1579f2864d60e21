/**
 * Lets real timers of 0 ms run out (Bottleneck hands on a turn by one), which a virtual clock does not see: without it, time leaps over
 * them, or finds nothing left to wait for. Made where none of them is under way; to be called between two steps of the clock.
 */
export function breather(): () => Promise<void> {
  const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
  const usual = timers()
  return async () => {
    for (let tries = 0; timers() > usual && tries < 20; tries += 1) await new Promise<void>((resolve) => { setTimeout(resolve, 0) })
  }
}
