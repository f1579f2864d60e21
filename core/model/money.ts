import { z } from 'zod'

/** Money as integer minor units (cents, yen, fils) and the currency as it came. */
export const Money = z.object({ minor: z.int(), currency: z.string().min(1).max(8) })
export type Money = z.infer<typeof Money>
