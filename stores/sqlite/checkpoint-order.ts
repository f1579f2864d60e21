/** What the checkpoint thread is told at its start, and what it tells. */
export interface ThreadOrder { readonly path: string; readonly interval: number; readonly cells: Int32Array<SharedArrayBuffer> }

/** Cells of the memory that both see: the thread sleeps on `asked`. */
export const CELLS = { asked: 0, stop: 1 } as const

/**
 * Bytes of the log that are not yet written over, and how many of them the database has; null with the fault that kept it
 * from saying. `asked` repeats the number it was asked with, so that an older telling is not taken for the answer.
 */
export type Progress = { asked: number } & ({ logBytes: number; copiedBytes: number; fault: null } | { logBytes: null; copiedBytes: null; fault: string })
