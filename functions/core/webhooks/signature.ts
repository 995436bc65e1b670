import { createHmac, timingSafeEqual } from 'node:crypto'
import type { SignedDelivery } from './webhook.ts'

/** How far the sender's clock may be from ours; an older delivery may be a recorded one. */
export const replayWindowMs = 300_000

const hmac = (secret: string, content: Uint8Array) =>
  createHmac('sha256', secret).update(content).digest()

/** Equal in constant time; lengths may differ, and that is no secret. */
function equal(mine: Buffer, theirs: Buffer): boolean {
  return mine.byteLength === theirs.byteLength && timingSafeEqual(mine, theirs)
}

/** Whether one of the secrets made one of the signatures. */
export function isSigned(
  { content, encoding, signatures }: SignedDelivery,
  secrets: readonly string[],
): boolean {
  // Compared as text: decoding would take other spellings of the same bytes.
  const given = signatures.map((signature) => Buffer.from(signature))
  return secrets
    .map((secret) => Buffer.from(hmac(secret, content).toString(encoding)))
    .some((mine) => given.some((theirs) => equal(mine, theirs)))
}

/** Whether the sender signed it just now, by its clock and ours. */
export const isFresh = ({ sentAt }: SignedDelivery, now: Date): boolean =>
  Math.abs(now.getTime() - sentAt) <= replayWindowMs
