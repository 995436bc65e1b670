import { expect, test } from 'vitest'
import { historyNotes } from '#core/reports/histories.ts'

test('opportunities known by their current stage alone are said, with their sources', () => {
  const rows = [
    { source_system: 'hubspot', current_only: 400, opportunities: 1500 },
    { source_system: 'pipedrive', current_only: 12, opportunities: 1500 },
  ]
  const [note, ...more] = historyNotes({ histories: rows })
  expect(more).toEqual([])
  expect(note).toMatchObject({ code: 'current_state_only', count: 412 })
  expect(note?.text).toContain('412 of 1,500 opportunities')
  expect(note?.text).toContain('(source: hubspot, pipedrive)')
})

test('nothing is said where all stages are known', () => {
  expect(historyNotes({ histories: [] })).toEqual([])
})
