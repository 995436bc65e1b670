import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceRow } from '#core/reference-tables.ts'
import { forever, storedRows } from '#core/reference-versions.ts'
import { at, play, roles, type Step } from '#test/reference-steps.ts'

const anyStep: fc.Arbitrary<Step> = fc
  .record({
    verb: fc.constantFrom('load' as const, 'remove' as const),
    rows: fc.uniqueArray(
      fc.record({ role: fc.constantFrom('a', 'b', 'c'), is_decision: fc.boolean() }),
      { selector: (row) => row.role, maxLength: 3 },
    ),
  })
  .chain(({ verb, rows }) =>
    fc.integer({ min: 1, max: 9 }).map((day): Step => [verb, day, ...rows]),
  )

test('whatever is loaded and removed, an as-of sees each key once at most, as the last step before it left it', () => {
  fc.assert(
    fc.property(
      fc.array(anyStep, { maxLength: 8 }),
      fc.integer({ min: 1, max: 10 }),
      (all, asOf) => {
        const steps = [...all].sort(([, a], [, b]) => a - b)
        const stored = storedRows(play(roles, steps))
        const sees = (moment: string) =>
          stored.filter((row) => row.known_from < moment && moment <= row.known_until)
        const seen = sees(at(asOf)).map((row) => row.role)
        expect(new Set(seen).size).toBe(seen.length)
        const last = new Map<string, ReferenceRow>()
        for (const [verb, , ...rows] of steps) {
          for (const row of rows) {
            if (verb === 'load') last.set(String(row.role), row)
            else last.delete(String(row.role))
          }
        }
        expect(sees(forever).map(({ role: name, is_decision }) => [name, is_decision])).toEqual(
          [...last.values()].map((row) => [row.role, row.is_decision]).sort(),
        )
      },
    ),
  )
})
