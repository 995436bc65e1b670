import { describe, expect, test } from 'vitest'
import {
  type ReferenceName,
  referenceNames,
  referenceTables,
  storedColumns,
} from '#core/reference-tables.ts'
import {
  lastRecordedAt,
  latestRows,
  type ReferenceVersion,
  referenceHash,
  removeRows,
  rowsKnownAt,
  upsertRows,
  withDefaults,
} from '#core/reference-versions.ts'
import { noReference } from '#test/no-reference.ts'
import { at, justAfter, play, role, roles, type Step, tableOf } from '#test/reference-steps.ts'

describe('an as-of', () => {
  const versions = play(roles, [
    ['load', 2, role('champion', false), role('buyer', true)],
    ['load', 4, role('champion', true), role('buyer', true)],
    ['remove', 6, role('champion', true)],
    ['load', 8, role('champion', false)],
  ])
  const known = (asOf: string) =>
    rowsKnownAt(roles, versions, asOf).filter((row) => row.role === 'champion')

  test.each([
    ['long before the first loading', '2020-01-01T00:00:00.000Z', [false]],
    ['at the moment of the change', at(4), [false]],
    ['after the change', justAfter(at(4)), [true]],
    ['at the moment of the removal', at(6), [true]],
    ['after the removal', justAfter(at(6)), []],
    ['after it came back', justAfter(at(8)), [false]],
  ])('%s sees the row as it was known then', (_, asOf, expected) => {
    expect(known(asOf).map((row) => row.is_decision)).toEqual(expected)
  })

  test('sees today what is in force', () => {
    expect(latestRows(versions)).toEqual([role('buyer', true), role('champion', false)])
  })

  test('never matters to holidays, as it does not to the calendar', () => {
    const holidays = tableOf('holidays')
    const days = play(holidays, [
      ['load', 2, { day: '2026-12-25' }],
      ['remove', 4, { day: '2026-12-25' }],
    ])
    expect(rowsKnownAt(holidays, days, at(3))).toEqual([])
    const before = referenceHash({ ...noReference, holidays: days.slice(0, 1) }, {}, at(3))
    expect(referenceHash({ ...noReference, holidays: days }, {}, at(3))).not.toBe(before)
  })
})

describe('loading', () => {
  const first = play(roles, [['load', 2, role('champion', false), role('buyer', true)]])
  const change = { table: roles, versions: first, defaults: {}, recordedAt: at(4) }

  test('counts what it did', () => {
    const rows = [role('champion', true), role('buyer', true), role('user', false)]
    expect(upsertRows({ ...change, rows }).counts).toEqual({
      added: 1,
      changed: 1,
      unchanged: 1,
      removed: 0,
    })
    expect(removeRows({ ...change, rows }).counts).toEqual({
      added: 0,
      changed: 0,
      unchanged: 1,
      removed: 2,
    })
  })

  test('again changes nothing, nor when it was last recorded', () => {
    const again = upsertRows({ ...change, rows: [role('buyer', true), role('champion', false)] })
    expect(again.versions).toEqual(first)
    expect(lastRecordedAt({ ...noReference, committee_roles: again.versions })).toBe(at(2))
    expect(lastRecordedAt(noReference)).toBeUndefined()
  })

  test('a row anew after its removal adds it', () => {
    const versions = removeRows({ ...change, rows: [role('buyer', true)] }).versions
    const counts = upsertRows({ ...change, versions, rows: [role('buyer', true)] }).counts
    expect(counts).toMatchObject({ added: 1, changed: 0, unchanged: 0 })
  })
})

describe('a default row', () => {
  const names = tableOf('touch_names')
  const name = (touch_group: string) => ({ name: 'demo', touch_group })
  const defaults = { touch_names: [name('meeting')] }
  const rowsAfter = (steps: Step[], asOf: string) =>
    rowsKnownAt(names, withDefaults(names, play(names, steps, defaults), defaults), asOf)

  test('holds until another is loaded, which then counts from the beginning', () => {
    expect(rowsAfter([], at(1))).toEqual([name('meeting')])
    expect(rowsAfter([['load', 3, name('call')]], at(1))).toEqual([name('call')])
  })

  test('needs no loading, and can be removed', () => {
    expect(play(names, [['load', 3, name('meeting')]], defaults)).toEqual([])
    expect(rowsAfter([['remove', 3, name('meeting')]], at(1))).toEqual([])
  })
})

describe('the hash', () => {
  const hash = (versions: ReferenceVersion[], asOf: string) =>
    referenceHash({ ...noReference, committee_roles: versions }, {}, asOf)
  const one: Step = ['load', 2, role('champion', false), role('buyer', true)]
  const changed: Step = ['load', 4, role('champion', true)]

  test('is another after a change, and the old one for the as-of before it', () => {
    const before = play(roles, [one])
    const now = play(roles, [one, changed])
    expect(hash(now, at(9))).not.toBe(hash(before, at(9)))
    expect(hash(now, at(3))).toBe(hash(before, at(3)))
  })

  test('does not depend on the order of loading, nor on when', () => {
    const other = play(roles, [
      ['load', 1, role('buyer', true)],
      ['load', 3, role('champion', false)],
    ])
    expect(hash(other, at(9))).toBe(hash(play(roles, [one]), at(9)))
  })

  test('is another where the same words are in another table', () => {
    const version = { key: ['x'], recordedAt: at(1), row: { a: 'x' } }
    const of = (name: ReferenceName) =>
      referenceHash({ ...noReference, [name]: [version] }, {}, at(2))
    expect(new Set(referenceNames.map(of)).size).toBe(referenceNames.length)
  })
})

test('descriptions are at most as long as Athena takes', () => {
  for (const table of referenceTables) {
    for (const { name, doc } of storedColumns(table)) {
      expect(doc.length, `${table.name}.${name}`).toBeLessThanOrEqual(255)
    }
  }
})
