import { localDay, periodOf, startOfDay } from '#core/calendar.ts'
import type { Cohort } from '#core/cohort.ts'
import type { Parameter } from '#core/literal.ts'
import {
  activeOn,
  activeOnOrAfter,
  type CohortRows,
  calendarCohorts,
  rollingCohorts,
} from '#core/reports/cohort/matrix.ts'
import { unitParameters } from '#core/reports/cohort/units.ts'
import type { CohortLab } from '#test/oracle/cohort-lab.ts'
import type { CaseOf, CohortCase } from './cohort-case.ts'
import { definitionOf, flagDefinitions, pairDefinition } from './cohort-definition.ts'
import { entitiesOf } from './cohort-events.ts'
import { rangeEnd, rangeStart } from './events.ts'

const hourMs = 3_600_000

/** A period of a case: when it begins and ends, and what names it in the rows of a query. */
interface CasePeriod {
  readonly periodOn: string
  readonly hour: number
  readonly startsAt: string
  readonly endsAt: string
}

function hourAt(moment: number, zone: string): CasePeriod {
  const instant = (at: number) => new Date(at).toISOString()
  const periodOn = localDay(instant(moment), zone)
  const hour = Math.floor((moment - Date.parse(startOfDay(periodOn, zone))) / hourMs)
  const startsAt = Date.parse(startOfDay(periodOn, zone)) + hour * hourMs
  return { periodOn, hour, startsAt: instant(startsAt), endsAt: instant(startsAt + hourMs) }
}

/** The periods of a matrix, the first of which holds its `first_period`. */
function periodsOf(given: CaseOf<'matrix'>): CasePeriod[] {
  const { period, timezone: zone, week_start: weekStart } = given
  const periods: CasePeriod[] = []
  for (
    let at = given.first_period;
    periods.length < given.periods;
    at = periods.at(-1)?.endsAt ?? at
  ) {
    if (period === 'hour') {
      periods.push(hourAt(Date.parse(at), zone))
      continue
    }
    const settings = { zone, weekStart, fiscalYearStartMonth: 1 }
    const { startsOn, endsOn } = periodOf(period, localDay(at, zone), settings)
    const [startsAt, endsAt] = [startOfDay(startsOn, zone), startOfDay(endsOn, zone)]
    periods.push({ periodOn: startsOn, hour: 0, startsAt, endsAt })
  }
  return periods
}

const farDay = '2100-01-01'
const nextDay = (day: string) => new Date(Date.parse(day) + 24 * hourMs).toISOString().slice(0, 10)

interface Scope {
  readonly cohorts: readonly Cohort[]
  readonly by: string
  readonly membership: 'first' | 'every'
  readonly startsOn: string
  readonly endsOn: string
  readonly cut: string
}

const texts = (...value: string[]): Parameter => ({ type: 'strings', value })

function scopeParameters({ by, membership, startsOn, endsOn }: Scope) {
  return {
    memberships: texts(membership),
    by: { type: 'string', value: by },
    starts_on: { type: 'date', value: startsOn },
    ends_on: { type: 'date', value: endsOn },
  } as const satisfies Record<string, Parameter>
}

/** Cohorts by the report's own query; rolling ones by the case's period as the unit. */
async function cohortsOf(
  lab: CohortLab,
  given: CohortCase,
  scope: Scope,
  mode: 'calendar' | 'rolling',
): Promise<CohortRows> {
  const { cohorts, cut } = scope
  const asked = { cohorts, cut, sourceSystem: given.id }
  const parameters = scopeParameters(scope)
  if (mode === 'calendar') {
    return calendarCohorts(await lab.ask({ ...asked, query: 'cohort_calendar', parameters }))
  }
  const rows = await lab.ask({
    ...asked,
    query: 'cohort_rolling',
    parameters: { ...parameters, ...unitParameters(given.period) },
  })
  return rollingCohorts(rows, given.period, given.timezone)
}

async function matrix(lab: CohortLab, given: CaseOf<'matrix'>): Promise<number[][]> {
  const periods = periodsOf(given)
  const [first, last] = [periods[0], periods.at(-1)]
  const end = last?.endsAt ?? ''
  const scope: Scope = {
    cohorts: [definitionOf(given)],
    by: given.period,
    membership: given.cohort === 'first_time' ? 'first' : 'every',
    startsOn: first?.periodOn ?? '',
    endsOn: nextDay(localDay(new Date(Date.parse(end) - 1).toISOString(), given.timezone)),
    cut: end,
  }
  const found = await cohortsOf(lab, given, scope, given.mode)
  const count = given.cumulative ? activeOnOrAfter : activeOn
  return periods.map(({ periodOn, hour }, row) => {
    const own = found.find((each) => each.periodOn === periodOn && each.hour === hour)
    return Array.from({ length: periods.length - row }, (_, age) => {
      if (own === undefined) return 0
      return age === 0 ? own.members : count(own, age)
    })
  })
}

async function onOrAfter(lab: CohortLab, given: CaseOf<'on_or_after'>) {
  const start = rangeStart(given)
  const scope: Scope = {
    cohorts: [definitionOf(given)],
    by: 'all',
    membership: given.cohort === 'first_time' ? 'first' : 'every',
    startsOn: start === undefined ? '1990-01-01' : localDay(start, given.timezone),
    endsOn: farDay,
    cut: rangeEnd(given),
  }
  const [own] = await cohortsOf(lab, given, scope, 'rolling')
  return {
    base: own?.members ?? 0,
    counts: given.days.map((age) => (own === undefined ? 0 : activeOnOrAfter(own, age))),
  }
}

const wholeTime = {
  by: 'all',
  membership: 'first',
  startsOn: '1990-01-01',
  endsOn: farDay,
} as const

const lastMoment = ({ events }: CohortCase) =>
  new Date(Math.max(...events.map(({ time }) => Date.parse(time))) + 1).toISOString()

async function flags(lab: CohortLab, given: CaseOf<'flags'>) {
  const entities = entitiesOf(given)
  const cohorts = flagDefinitions(given, entities)
  const scope = { ...wholeTime, cohorts, cut: lastMoment(given) }
  const found = await cohortsOf(lab, given, scope, 'calendar')
  return Object.fromEntries(
    entities.map((entity, row) => [
      entity,
      given.conditions.map((_, column) => {
        const own = found.find(({ cohort }) => cohort === `flag_${row}_${column}`)
        return own !== undefined && activeOn(own, 0) > 0
      }),
    ]),
  )
}

async function single(lab: CohortLab, given: CaseOf<'single'>): Promise<number | null> {
  const byDay = given.mode === 'rolling' && given.period === 'hour'
  const scope = {
    ...wholeTime,
    cohorts: [pairDefinition(given)],
    by: byDay ? 'day' : given.period,
    cut: lastMoment(given),
  }
  const [own] = await cohortsOf(lab, given, scope, given.mode)
  return [...(own?.cells ?? [])].find(([, { active }]) => active > 0)?.[0] ?? null
}

/** What the product's SQL answers to a case. */
export function cohortAnswer(lab: CohortLab, given: CohortCase): Promise<unknown> {
  switch (given.kind) {
    case 'matrix':
      return matrix(lab, given)
    case 'on_or_after':
      return onOrAfter(lab, given)
    case 'flags':
      return flags(lab, given)
    case 'single':
      return single(lab, given)
  }
}
