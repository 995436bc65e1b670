import { afterAll, beforeAll, expect, test } from 'vitest'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'
import { conversions, convert } from './convert.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})
afterAll(() => engine.close())

test.each(conversions)('money is converted $what', async ({ converted, ...given }) => {
  expect(await convert(engine, given)).toEqual(converted)
})
