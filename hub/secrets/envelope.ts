import { createCipheriv, createDecipheriv } from 'node:crypto'

const NONCE = 12
// Pinned and checked: without it Node takes a tag of 4 bytes for a whole one (RELIABILITY R4).
const TAG = 16

/** `gone`: the key was thrown away, as it should be. `broken`: cut, changed, moved to another place, or of another key. `no_key`: the key is not here. */
export class CannotOpen extends Error {
  readonly code: 'gone' | 'broken' | 'no_key'
  constructor(code: CannotOpen['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'CannotOpen'
    this.code = code
  }
}

/** AES-256-GCM; the nonce must never have been used with this key. Answer: nonce, ciphertext, tag. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, bound: string | Uint8Array): Uint8Array {
  if (nonce.length !== NONCE) throw new CannotOpen('broken', 'a nonce has 12 bytes')
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG })
  cipher.setAAD(bytesOf(bound))
  // GCM has no last part: `final` only makes the tag.
  const text = cipher.update(plain)
  cipher.final()
  return Buffer.concat([nonce, text, cipher.getAuthTag()])
}

/** The plain bytes, or CannotOpen: never a part of them. `bound` must be what it was sealed with. */
export function decrypt(key: Uint8Array, box: Uint8Array, bound: string | Uint8Array): Uint8Array {
  if (box.length < NONCE + TAG) throw new CannotOpen('broken', 'sealed text is cut')
  const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE), { authTagLength: TAG })
  decipher.setAAD(bytesOf(bound))
  decipher.setAuthTag(box.subarray(box.length - TAG))
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE, box.length - TAG)), decipher.final()])
  } catch (cause) {
    throw new CannotOpen('broken', 'sealed text does not fit its key or its place', { cause })
  }
}

/** `cd1.<name of the key>.<base64url>`: which key it needs stands beside it, so that keys can be changed one by one. */
export function write(keyName: string, box: Uint8Array): string {
  return `cd1.${keyName}.${Buffer.from(box.buffer, box.byteOffset, box.byteLength).toString('base64url')}`
}

export function read(sealed: string): { keyName: string; box: Uint8Array } {
  const [, keyName, text] = /^cd1\.([a-z0-9]+)\.([A-Za-z0-9_-]+)$/.exec(sealed) ?? []
  if (keyName === undefined || text === undefined) throw new CannotOpen('broken', 'this is no sealed text')
  return { keyName, box: Buffer.from(text, 'base64url') }
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text
}
