import { Temporal } from 'temporal-polyfill'

/** What an account did: a moment in UTC, or a local day. */
export interface Deed {
  readonly account: string
  readonly name: 'start' | 'back'
  readonly at: string
  readonly dateOnly: boolean
}

export interface Reading {
  readonly zone: string
  readonly weekStart: 'monday' | 'sunday' | 'saturday'
  /** ISO instant before which deeds count. */
  readonly cut: string
  readonly atLeast: number
  readonly membership: 'first' | 'every'
}

export type CalendarKind = 'hour' | 'day' | 'week' | 'month'
export type Unit = 'hour' | 'day' | 'week' | 'month'

/** One cohort at one age. */
export interface OracleCell {
  readonly cohort: string
  readonly age: number
  readonly members: number
  readonly active: number
  readonly activeOrLater: number
  readonly isComplete: boolean
}

const day = (text: string) => Temporal.PlainDate.from(text)

const momentOf = ({ at, dateOnly }: Deed, zone: string) =>
  dateOnly
    ? day(at).toZonedDateTime({ timeZone: zone })
    : Temporal.Instant.from(at).toZonedDateTimeISO(zone)

const millis = (deed: Deed, zone: string) => momentOf(deed, zone).epochMilliseconds

/** Where the period begins that holds a moment; hours count from the day's midnight. */
function periodStart(kind: CalendarKind, deed: Deed, { zone, weekStart }: Reading) {
  const moment = momentOf(deed, zone)
  const date = moment.toPlainDate()
  const midnight = date.toZonedDateTime({ timeZone: zone })
  if (kind === 'hour') {
    const hours = Math.floor((moment.epochMilliseconds - midnight.epochMilliseconds) / 3_600_000)
    return midnight.add({ hours })
  }
  const weekday = { monday: 1, saturday: 6, sunday: 7 }[weekStart]
  const first = {
    day: date,
    week: date.subtract({ days: (date.dayOfWeek - weekday + 7) % 7 }),
    month: date.with({ day: 1 }),
  }[kind]
  return first.toZonedDateTime({ timeZone: zone })
}

function later(start: Temporal.ZonedDateTime, kind: CalendarKind, number: number) {
  if (kind === 'hour') return start.add({ hours: number })
  const date = start.toPlainDate().add({ [`${kind}s`]: number })
  return date.toZonedDateTime({ timeZone: start.timeZoneId })
}

const known = (deeds: readonly Deed[], { cut, zone }: Reading) =>
  deeds.filter((deed) => millis(deed, zone) < Date.parse(cut))

interface Member {
  readonly account: string
  readonly start: Deed
  readonly cohort: string
}

/** Members by account and cohort: the first start ever, or the first of each period with one. */
function membersOf(deeds: readonly Deed[], kind: CalendarKind, reading: Reading): Member[] {
  const starts = known(deeds, reading)
    .filter(({ name }) => name === 'start')
    .toSorted((a, b) => millis(a, reading.zone) - millis(b, reading.zone))
  const found: Member[] = []
  for (const start of starts) {
    const cohort = periodStart(kind, start, reading).toInstant().toString()
    const before = found.filter(({ account }) => account === start.account)
    const isIn =
      reading.membership === 'first'
        ? before.length > 0
        : before.some((member) => member.cohort === cohort)
    if (!isIn) found.push({ account: start.account, start, cohort })
  }
  return found
}

const backs = (deeds: readonly Deed[], account: string, reading: Reading) =>
  known(deeds, reading).filter((deed) => deed.name === 'back' && deed.account === account)

type AgeOf = (member: Member, back: Deed) => number
type IsOver = (member: Member, age: number) => boolean

/** Ages at which the member was active: so many deeds or more. */
function activeAges(deeds: readonly Deed[], member: Member, ageOf: AgeOf, reading: Reading) {
  const ages = backs(deeds, member.account, reading).map((back) => ageOf(member, back))
  const numbers = Map.groupBy(ages, (age) => age)
  return [...numbers].flatMap(([age, same]) => (same.length >= reading.atLeast ? age : []))
}

interface Asked {
  readonly deeds: readonly Deed[]
  readonly members: readonly Member[]
  readonly ages: number
  readonly reading: Reading
}

function cellsOf({ deeds, members, ages, reading }: Asked, ageOf: AgeOf, isOver: IsOver) {
  return [...Map.groupBy(members, ({ cohort }) => cohort)].flatMap(([cohort, own]) => {
    const active = own.map((member) => activeAges(deeds, member, ageOf, reading))
    return Array.from(
      { length: ages },
      (_, age): OracleCell => ({
        cohort,
        age,
        members: own.length,
        active: active.filter((found) => found.includes(age)).length,
        activeOrLater: active.filter((found) => found.some((at) => at >= age)).length,
        isComplete: own.every((member) => isOver(member, age)),
      }),
    )
  })
}

/** The number of the step in which something lies: below 0 before the first. */
function stepOf(isReached: (step: number) => boolean): number {
  let step = -1
  while (isReached(step + 1)) step += 1
  return step
}

/** Cohorts by calendar period. */
export function calendarCells(
  deeds: readonly Deed[],
  kind: CalendarKind,
  ages: number,
  reading: Reading,
): OracleCell[] {
  const begins = (member: Member, age: number) =>
    later(periodStart(kind, member.start, reading), kind, age).epochMilliseconds
  const ageOf: AgeOf = (member, back) => {
    const at = millis(back, reading.zone)
    return kind === 'hour'
      ? Math.floor((at - begins(member, 0)) / 3_600_000)
      : stepOf((age) => begins(member, age) <= at)
  }
  const isOver: IsOver = (member, age) => begins(member, age + 1) <= Date.parse(reading.cut)
  const members = membersOf(deeds, kind, reading)
  return cellsOf({ deeds, members, ages, reading }, ageOf, isOver)
}

/** Wall times to compare: of local days where either end is one, else of UTC. */
function wallTimes(start: Deed, end: { at: number; dateOnly: boolean }, zone: string) {
  const byDay = start.dateOnly || end.dateOnly
  return [millis(start, zone), end.at].map((at) => {
    const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(
      byDay ? zone : 'UTC',
    )
    return byDay ? moment.toPlainDate().toPlainDateTime() : moment.toPlainDateTime()
  })
}

const fixed = { hour: 3_600_000, day: 86_400_000, week: 604_800_000 }

/** Whole units that have passed from one wall time to another. */
function passed([from, to]: readonly Temporal.PlainDateTime[], unit: Unit): number {
  if (from === undefined || to === undefined) throw new Error('two ends are needed')
  if (unit === 'month') {
    return stepOf((age) => Temporal.PlainDateTime.compare(from.add({ months: age }), to) <= 0)
  }
  return Math.floor(from.until(to, { largestUnit: 'hours' }).total('milliseconds') / fixed[unit])
}

/** Cohorts by calendar period whose members count from their own start. */
export function rollingCells(
  deeds: readonly Deed[],
  { by, unit }: { by: Exclude<CalendarKind, 'hour'>; unit: Unit },
  ages: number,
  reading: Reading,
): OracleCell[] {
  const { zone, cut } = reading
  const ageOf: AgeOf = ({ start }, back) =>
    passed(wallTimes(start, { at: millis(back, zone), dateOnly: back.dateOnly }, zone), unit)
  const isOver: IsOver = ({ start }, age) =>
    passed(wallTimes(start, { at: Date.parse(cut), dateOnly: false }, zone), unit) > age
  const members = membersOf(deeds, by, reading)
  return cellsOf({ deeds, members, ages, reading }, ageOf, isOver)
}
