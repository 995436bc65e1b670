import { type RateChange, rateMix, type SegmentShares } from '../../rate-mix.ts'
import type { RateCell, Section, Table, TableCell } from '../../report-data.ts'
import { rounded, type Share } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import {
  difference,
  quotient,
  rate,
  receiptOf,
  totalsOf,
  valuesOf,
  verdict,
  wonLabel,
} from './figures.ts'
import { type CountedRate, ratesOf } from './rates.ts'
import type { BreakdownRow, ConversionResult } from './rows.ts'

/** A span that the period is held against, by its name in the breakdown's rows. */
interface Before {
  readonly span: 'previous' | 'year_before'
  readonly label: string
}

const nothing: Share = { part: 0, whole: 0 }

/** Each value of the report's first dimension, in the period and in the span. */
function segmentsOf(input: ReportInput, result: ConversionResult, before: Before, of: CountedRate) {
  const [now, then] = ['now', before.span].map((span) =>
    valuesOf(result, input.dimensions[0], span),
  )
  const values = [...new Set([...(now ?? []), ...(then ?? [])].map((row) => row.value))]
  const shareIn = (rows: readonly BreakdownRow[] | undefined, value: string) => {
    const row = rows?.find((each) => each.value === value)
    return row === undefined ? nothing : of.share(row)
  }
  return values.sort().map(
    (value): SegmentShares => ({
      value,
      now: shareIn(now, value),
      before: shareIn(then, value),
    }),
  )
}

const cellOf = ({ part, whole }: Share): RateCell => (part > whole ? quotient : rate)(part, whole)

const partsOf = (change: Pick<RateChange, 'ratePart' | 'mixPart'> | null) => ({
  rate_part: change === null ? null : rounded(change.ratePart),
  mix_part: change === null ? null : rounded(change.mixPart),
})

function changeRow(
  input: ReportInput,
  result: ConversionResult,
  before: Before,
  of: CountedRate,
): Record<string, TableCell> {
  const change = rateMix(segmentsOf(input, result, before, of))
  const cell = change === null ? null : difference(change.now, change.before)
  return {
    rate: of.label,
    against: before.label,
    before: change === null ? null : cellOf(change.before),
    now: change === null ? null : cellOf(change.now),
    change: cell,
    verdict: cell === null ? 'not comparable' : verdict(cell),
    ...partsOf(change),
  }
}

/** The overall rate against the span's as it stood when it was as old as the period is now. */
function sameAgeRow(
  input: ReportInput,
  result: ConversionResult,
  before: Before,
): Record<string, TableCell> {
  const [now, then] = [totalsOf(result), totalsOf(result, before.span)]
  const [first, second] = [
    { part: now.won, whole: now.entered },
    { part: then.wasWon, whole: then.entered },
  ]
  const cell = difference(first, second)
  return {
    rate: `Entered to ${wonLabel(input)}, at the same age`,
    against: before.label,
    before: cellOf(second),
    now: cellOf(first),
    change: cell,
    verdict: verdict(cell),
    rate_part: null,
    mix_part: null,
  }
}

function rowsAgainst(input: ReportInput, result: ConversionResult, before: Before) {
  const [overall, ...steps] = ratesOf(input).map((of) => changeRow(input, result, before, of))
  return [...(overall ? [overall] : []), sameAgeRow(input, result, before), ...steps]
}

function changesTable(
  input: ReportInput,
  result: ConversionResult,
  spans: readonly Before[],
): Table {
  const [dimension] = input.dimensions
  const points = 'no rate in one of the two periods'
  return {
    id: 'changes',
    title: 'Rates against before',
    description: `Change = rate part + mix part, in points: rates within each ${dimension} moved, and the weights of the ${dimension}s moved. The newer period had less time: at the same age the older one counts as it stood when it was as old.`,
    columns: [
      { id: 'rate', label: 'Rate', unit: 'text' },
      { id: 'against', label: 'Against', unit: 'text' },
      { id: 'before', label: 'Before', unit: 'rate', missing: points },
      { id: 'now', label: 'Now', unit: 'rate', missing: points },
      { id: 'change', label: 'Change in points', unit: 'rate', missing: points },
      { id: 'verdict', label: 'Reads as', unit: 'text' },
      { id: 'rate_part', label: 'Rate part', unit: 'rate', missing: 'not split' },
      { id: 'mix_part', label: 'Mix part', unit: 'rate', missing: 'not split' },
    ],
    rows: spans.flatMap((before) => rowsAgainst(input, result, before)),
    receipt: receiptOf(
      input,
      'conversion_breakdown',
      `Difference of two rates with Newcombe's 95 % interval; rate part = sum of share now x (rate now - rate before), mix part = sum of (share now - share before) x (rate before - total rate before), by ${dimension} at entry.`,
    ),
  }
}

/** Overall conversion by value: the parts of all rows add up to the change. */
function detailTable(input: ReportInput, result: ConversionResult, before: Before): Table | null {
  const [dimension] = input.dimensions
  const [overall] = ratesOf(input)
  const change = overall && rateMix(segmentsOf(input, result, before, overall))
  if (!change) return null
  const rows = [...change.segments].sort(
    (a, b) =>
      Math.abs(b.ratePart + b.mixPart) - Math.abs(a.ratePart + a.mixPart) ||
      (a.value < b.value ? -1 : 1),
  )
  return {
    id: `change_${before.span}_by_${dimension}`,
    title: `What changed against ${before.label}, by ${dimension}`,
    description: `Entered to won. The parts of all rows add up to the change of the rate; a new ${dimension} is measured against the total rate before.`,
    columns: [
      { id: dimension, label: dimension, unit: 'text' },
      { id: 'share_before', label: 'Share before', unit: 'rate' },
      { id: 'share_now', label: 'Share now', unit: 'rate' },
      { id: 'before', label: 'Before', unit: 'rate', missing: 'nothing entered before' },
      { id: 'now', label: 'Now', unit: 'rate', missing: 'nothing entered now' },
      { id: 'rate_part', label: 'Rate part', unit: 'rate' },
      { id: 'mix_part', label: 'Mix part', unit: 'rate' },
      { id: 'total', label: 'Together', unit: 'rate' },
    ],
    rows: rows.map((each) => ({
      [dimension]: each.value,
      share_before: rounded(each.shareBefore),
      share_now: rounded(each.shareNow),
      before: cellOf(each.before),
      now: cellOf(each.now),
      ...partsOf(each),
      total: rounded(each.ratePart + each.mixPart),
    })),
    receipt: receiptOf(
      input,
      'conversion_breakdown',
      `Rate and mix part of the change of entered to won, by ${dimension} at entry.`,
      { numerator: change.now.part, denominator: change.now.whole },
    ),
  }
}

/** What changed against the period before and the same period a year before, and why. */
export function changeSections(input: ReportInput, result: ConversionResult): Section[] {
  const spans: Before[] = [
    ...(input.previous ? [{ span: 'previous' as const, label: input.previous.label }] : []),
    ...(input.yearBefore ? [{ span: 'year_before' as const, label: input.yearBefore.label }] : []),
  ]
  if (spans.length === 0) return []
  const details = spans.flatMap((before) => detailTable(input, result, before) ?? [])
  const tables = [changesTable(input, result, spans), ...details]
  return [{ id: 'changes', title: 'What changed, and whether rates or mix did it', tables }]
}
