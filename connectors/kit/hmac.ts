import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `signature` is the base64 HMAC-SHA256 of exactly these bytes. An empty secret never verifies (anybody can
 * compute it), nor does a repeated header, nor another spelling of the same bytes (hex, base64url, padding dropped).
 */
export function isSignedBase64(secret: string, body: Uint8Array, signature: string | readonly string[] | undefined): boolean {
  if (secret === '' || typeof signature !== 'string') return false
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('base64'))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}
