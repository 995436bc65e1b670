import { expect, test } from 'vitest'
import { linkTo, readLink } from '#core/link.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (days: number) => new Date(now.getTime() + days * 86_400_000)
const path = 'reports/conversion/2026-02/20260301T060000000Z-1a2b3c4d'
const token = linkTo(path, 'new', now).slice('r/'.length)

test('a link leads to its report for ninety days', () => {
  expect(readLink(token, ['new'], now)).toBe(path)
  expect(readLink(token, ['new'], later(89.99))).toBe(path)
  expect(readLink(token, ['new'], later(90))).toBeUndefined()
})

test('it goes on when the secret is replaced, until the secret is gone', () => {
  expect(readLink(token, ['newest', 'new'], now)).toBe(path)
  expect(readLink(token, ['newest'], now)).toBeUndefined()
  expect(readLink(token, [], now)).toBeUndefined()
})

test('nobody else can make one, for another report or another time', () => {
  const [end = '', where = '', signature = ''] = token.split('.')
  const other = Buffer.from('reports/review/2026-02/x').toString('base64url')
  for (const forged of [
    `${end}.${other}.${signature}`,
    `${Number(end) + 1}.${where}.${signature}`,
    `${end}.${where}.`,
    `${end}.${where}`,
    `${end}.${where}.${signature}.`,
    `${end}.${where}.${signature.slice(1)}`,
    '',
    '..',
  ]) {
    expect(readLink(forged, ['new'], now)).toBeUndefined()
  }
})

test('a token fits into a path as it is', () => {
  expect(token).toMatch(/^[\w.-]+$/)
})
