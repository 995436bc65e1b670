import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startOfDay } from '#core/calendar.ts'
import { parseCohort } from '#core/cohort.ts'
import type { Parameter } from '#core/literal.ts'
import type { StoredEvent } from '#core/ports.ts'
import {
  activeOn,
  activeOnOrAfter,
  type CohortRows,
  calendarCohorts,
  rollingCohorts,
} from '#core/reports/cohort/matrix.ts'
import { unitParameters } from '#core/reports/cohort/units.ts'
import { type CohortLab, openCohortLab } from '#test/oracle/cohort-lab.ts'
import {
  type CalendarKind,
  calendarCells,
  type Deed,
  type OracleCell,
  type Reading,
  rollingCells,
  type Unit,
} from '#test/oracle/cohorts.ts'

const worldsOfZone = 20
const ages = 6

// Clocks change on both sides of the Atlantic, and months end.
const days = [
  ...['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-27', '2026-02-28', '2026-03-01'],
  ...['2026-03-07', '2026-03-08', '2026-03-28', '2026-03-29', '2026-03-30', '2026-03-31'],
  ...['2026-04-01', '2026-10-24', '2026-10-25', '2026-10-26', '2026-10-31', '2026-11-01'],
]

const moment = fc
  .tuple(
    fc.constantFrom(...days),
    fc.nat(23),
    fc.constantFrom('00:00.000', '29:59.999', '30:00.000'),
  )
  .map(([day, hour, rest]) => `${day}T${String(hour).padStart(2, '0')}:${rest}Z`)

const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    account: fc.constantFrom('a', 'b', 'c'),
    name: fc.constantFrom('start' as const, 'back' as const),
    at: moment,
    dateOnly: fc.constant(false),
  }),
  fc.record({
    account: fc.constantFrom('a', 'b', 'c'),
    name: fc.constantFrom('start' as const, 'back' as const),
    at: fc.constantFrom(...days),
    dateOnly: fc.constant(true),
  }),
)

interface World {
  readonly id: string
  readonly deeds: readonly Deed[]
  readonly kind: CalendarKind
  readonly unit: Unit
  readonly atLeast: number
  readonly membership: 'first' | 'every'
  readonly cut: string
}

const kinds = fc.constantFrom<CalendarKind[]>('hour', 'day', 'week', 'month')

const world = fc.record({
  deeds: fc.array(deed, { minLength: 4, maxLength: 24 }),
  kind: kinds,
  unit: kinds,
  atLeast: fc.constantFrom(1, 1, 2),
  membership: fc.constantFrom('first' as const, 'every' as const),
  cut: fc.oneof(moment, fc.constantFrom('2026-03-29T22:00:00.000Z', '2026-12-01T00:00:00.000Z')),
})

function stored({ id }: World, { account, name, at, dateOnly }: Deed, index: number): StoredEvent {
  const event = {
    event_id: `${id}-${String(index).padStart(4, '0')}`,
    type: 'touch',
    name,
    occurred_at: at,
    ...(dateOnly ? { date_only: true } : {}),
    source_system: id,
    account_id: `${id}/${account}`,
  }
  const receivedAt = '1990-01-01T00:00:00.000Z'
  return {
    eventId: event.event_id,
    type: 'touch',
    receivedAt,
    contentHash: '',
    body: JSON.stringify(event),
  }
}

async function ask(
  lab: CohortLab,
  world: World,
  mode: 'calendar' | 'rolling',
  by: string,
  zone: string,
) {
  const cohort = parseCohort({
    id: 'any',
    title: 'Any',
    starts: { events: ['start'] },
    counts: { events: ['back'] },
    at_least: world.atLeast,
  })
  const scope: Record<string, Parameter> = {
    by: { type: 'string', value: by },
    starts_on: { type: 'date', value: '2026-01-01' },
    ends_on: { type: 'date', value: '2027-01-01' },
    memberships: { type: 'strings', value: [world.membership] },
  }
  const asked = { cohorts: [cohort], sourceSystem: world.id, cut: world.cut }
  if (mode === 'calendar') {
    return calendarCohorts(await lab.ask({ ...asked, query: 'cohort_calendar', parameters: scope }))
  }
  const parameters = { ...scope, ...unitParameters(world.unit) }
  const rows = await lab.ask({ ...asked, query: 'cohort_rolling', parameters })
  return rollingCohorts(rows, world.unit, zone)
}

function shown(found: CohortRows, zone: string): OracleCell[] {
  return found.flatMap((cohort) => {
    const start = Date.parse(startOfDay(cohort.periodOn, zone)) + cohort.hour * 3_600_000
    return Array.from({ length: ages }, (_, age) => ({
      cohort: new Date(start).toISOString().replace('.000Z', 'Z'),
      age,
      members: cohort.members,
      active: activeOn(cohort, age),
      activeOrLater: activeOnOrAfter(cohort, age),
      isComplete: age < cohort.completeAges,
    }))
  })
}

const sorted = (cells: readonly OracleCell[]) =>
  cells.toSorted((a, b) => (a.cohort < b.cohort ? -1 : a.cohort > b.cohort ? 1 : a.age - b.age))

describe.each([
  ['Europe/Berlin', 'monday'],
  ['America/New_York', 'sunday'],
  ['Asia/Kolkata', 'saturday'],
] as const)('random activity in %s', (zone, weekStart) => {
  const worlds = fc
    .sample(world, { numRuns: worldsOfZone, seed: 20_260_301 })
    .map((each, index): World => ({ ...each, id: `w${index}` }))
  const events = worlds.flatMap((each) => each.deeds.map((one, index) => stored(each, one, index)))
  const reading = (each: World): Reading => ({ ...each, zone, weekStart })

  test('calendar and rolling cohorts are those of the oracle', { timeout: 120_000 }, async () => {
    const lab = await openCohortLab({ zone, weekStart, events })
    try {
      for (const each of worlds) {
        const calendar = shown(await ask(lab, each, 'calendar', each.kind, zone), zone)
        expect(calendar).toEqual(sorted(calendarCells(each.deeds, each.kind, ages, reading(each))))
        const by = each.kind === 'hour' ? 'day' : each.kind
        const rolling = shown(await ask(lab, each, 'rolling', by, zone), zone)
        expect(rolling).toEqual(
          sorted(rollingCells(each.deeds, { by, unit: each.unit }, ages, reading(each))),
        )
      }
    } finally {
      await lab.close()
    }
  })
})
