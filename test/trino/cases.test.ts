import { expect, inject, test } from 'vitest'
import { listCases, reasonOf, runCase } from '#test/sql/cases.ts'
import { trinoEngine } from './engine.ts'

const engine = trinoEngine(inject('trinoUrl'))
const cases = listCases().map((folder): [string, string] => [folder, reasonOf(folder)])

test.each(cases)('%s: %s', async (folder) => {
  const { columns, rows, expected } = await runCase(engine, folder)
  expect([columns, ...rows]).toEqual([columns, ...expected])
})
