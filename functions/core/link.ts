import { createHmac, timingSafeEqual } from 'node:crypto'

/** How long a link in a mail leads to its report. */
export const linkDays = 90

const dayMs = 86_400_000

const sign = (content: string, secret: string) =>
  createHmac('sha256', secret).update(content).digest('base64url')

/** Path of a link to a published report, `r/<token>`: the token is its path and end, signed. */
export function linkTo(path: string, secret: string, now: Date): string {
  const end = Math.floor((now.getTime() + linkDays * dayMs) / 1000)
  const content = `${end}.${Buffer.from(path).toString('base64url')}`
  return `r/${content}.${sign(content, secret)}`
}

const isSigned = (content: string, signature: string, secret: string): boolean => {
  const [mine, theirs] = [Buffer.from(sign(content, secret)), Buffer.from(signature)]
  return mine.byteLength === theirs.byteLength && timingSafeEqual(mine, theirs)
}

/** The path that a token leads to, undefined when no secret signed it or it has ended. */
export function readLink(token: string, secrets: readonly string[], now: Date): string | undefined {
  const [end = '', path = '', signature = '', ...rest] = token.split('.')
  const isReal = secrets.some((secret) => isSigned(`${end}.${path}`, signature, secret))
  if (!isReal || rest.length > 0 || Number(end) * 1000 <= now.getTime()) return undefined
  return Buffer.from(path, 'base64url').toString('utf8')
}
