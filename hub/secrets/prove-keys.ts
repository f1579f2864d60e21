import { listAll } from '../stock/pages.ts'
import type { Hub } from '../hub.ts'
import { CannotOpen, read } from './envelope.ts'

/** Of one root key that merchants here were sealed under: how many it opens, and whose keys it does not. */
export interface Proof { keyName: string; opens: number; fails: string[] }

/** Opens every merchant's key once: with other keys than those it was made with, a hub would answer all seems well and open nothing. One line for each name of a key that stands here. */
export async function proveKeys({ store, vault }: Pick<Hub, 'store' | 'vault'>): Promise<readonly Proof[]> {
  const proofs = new Map<string, Proof>()
  for (const { id, keySealed } of await listAll(store, 'everyMerchant', {})) {
    const keyName = nameOf(keySealed)
    const proof = proofs.get(keyName) ?? { keyName, opens: 0, fails: [] }
    proofs.set(keyName, proof)
    if (vault.opensMerchantKey(id, keySealed)) proof.opens += 1
    else proof.fails.push(id)
  }
  return [...proofs.values()]
}

function nameOf(sealed: string): string {
  try {
    return read(sealed).keyName
  } catch (error) {
    if (error instanceof CannotOpen) return 'unreadable'
    throw error
  }
}
