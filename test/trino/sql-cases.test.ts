import { expect, inject, test } from 'vitest'
import { listCases, runCase } from '#test/sql/cases.ts'
import { trinoEngine } from './engine.ts'

test.each(listCases())('%s', async (folder) => {
  const { columns, rows, expected } = await runCase(trinoEngine(inject('trinoUrl')), folder)
  expect([columns, ...rows]).toEqual([columns, ...expected])
})
