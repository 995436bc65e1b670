import { describe, expect, test } from 'vitest'
import { bans, brokenBans } from './bans.ts'
import { questions } from './readme-questions.ts'
import { statements } from './sources.ts'

describe.each(bans)('$name', ({ name, bad, good }) => {
  test.each(bad)('is caught in: %s', (sql) => {
    expect(brokenBans(sql)).toContain(name)
  })

  test('is not seen where it is not', () => {
    expect((good ?? ['select a from t']).filter((sql) => brokenBans(sql).includes(name))).toEqual(
      [],
    )
  })
})

test.each(statements)('$name holds nothing that is banned', ({ sql }) => {
  expect(brokenBans(sql)).toEqual([])
})

test.each(questions)('question $title holds nothing that is banned', ({ sql }) => {
  expect(brokenBans(sql)).toEqual([])
})
