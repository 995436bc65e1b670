import type { DecimalMark } from './decimals.ts'
import type { ColumnProfile } from './profile.ts'
import type { DateStyle } from './times.ts'

/** Something that a file does not tell: why, and the line to add to its entry in the mapping. */
export interface Question {
  readonly reason: string
  readonly add: string
}

export interface Style {
  readonly dates?: DateStyle
  readonly day?: true
  readonly decimals?: DecimalMark
}

type Decided<T> = { readonly style: T } | { readonly question: Question }

const shown = ({ examples }: ColumnProfile) =>
  examples.map((each) => JSON.stringify(each)).join(', ')

function mixedOrder(profile: ColumnProfile): Question {
  const counts = `${profile.dayFirst} days of ${profile.column} have the day first and ${profile.monthFirst} the month first`
  return { reason: `${counts}: no order fits all of them`, add: '"dates": "day_first"' }
}

/** Which number comes first in a column of days like 03/04/2018, where the column itself proves it. */
function orderIn(profile: ColumnProfile): DateStyle | undefined {
  const slashes = profile.dayFirst + profile.monthFirst + profile.eitherFirst
  if (profile.dayFirst > 0) return 'day_first'
  if (profile.monthFirst > 0) return 'month_first'
  return profile.dotted > 0 && profile.dotted === slashes ? 'day_first' : undefined
}

function numericStyle({ filled, serial, unix, unixMs }: ColumnProfile): DateStyle | undefined {
  const all: readonly (readonly [number, DateStyle])[] = [
    [serial, 'excel'],
    [unix, 'unix'],
    [unixMs, 'unix_ms'],
  ]
  return all.find(([count]) => count > 0 && count * 2 > filled)?.[1]
}

function datesOf(profile: ColumnProfile, others: readonly ColumnProfile[]): Decided<DateStyle> {
  if (profile.dayFirst > 0 && profile.monthFirst > 0) return { question: mixedOrder(profile) }
  const slashes = profile.dayFirst + profile.monthFirst + profile.eitherFirst
  if (slashes === 0) return { style: numericStyle(profile) ?? 'year_first' }
  const own = orderIn(profile)
  if (own !== undefined) return { style: own }
  const told = new Set(others.map(orderIn).filter((each) => each !== undefined))
  const [one] = told
  if (one !== undefined && told.size === 1) return { style: one }
  const reason = `${profile.column} holds ${shown(profile)}: the day or the month may come first`
  return { question: { reason, add: '"dates": "day_first" or "dates": "month_first"' } }
}

/** How a column of times is written; `said` is what the mapping says of the file. */
export function timeStyle(
  profile: ColumnProfile,
  others: readonly ColumnProfile[],
  said: DateStyle | undefined,
): Decided<Style> {
  const decided = said === undefined ? datesOf(profile, others) : { style: said }
  if ('question' in decided) return decided
  const dates = decided.style
  const numeric = dates === 'unix' || dates === 'unix_ms'
  const day = profile.withClock === 0 && !numeric && profile.filled > 0
  return {
    style: {
      ...(dates === 'year_first' ? {} : { dates }),
      ...(day && dates !== 'excel' ? { day: true } : {}),
    },
  }
}

/** What the numbers of a file prove about its decimal mark; undefined for nothing or both. */
function markIn(profiles: readonly ColumnProfile[]): DecimalMark | undefined {
  const point = profiles.some((profile) => profile.point > 0)
  const comma = profiles.some((profile) => profile.comma > 0)
  if (point === comma) return undefined
  return point ? 'point' : 'comma'
}

/** How a column of numbers is written. */
export function numberStyle(
  profile: ColumnProfile,
  all: readonly ColumnProfile[],
  said: DecimalMark | undefined,
): Decided<Style> {
  if (said !== undefined) return { style: { decimals: said } }
  if (profile.point > 0 && profile.comma > 0) {
    const reason = `${profile.column} has numbers with a decimal point and with a decimal comma`
    return { question: { reason, add: '"decimals": "point" or "decimals": "comma"' } }
  }
  const decimals = markIn([profile]) ?? markIn(all)
  if (decimals !== undefined || profile.eitherMark === 0) {
    return { style: { decimals: decimals ?? 'point' } }
  }
  const reason = `${profile.column} holds ${shown(profile)}: the mark may group thousands or begin decimals`
  return { question: { reason, add: '"decimals": "point" or "decimals": "comma"' } }
}
