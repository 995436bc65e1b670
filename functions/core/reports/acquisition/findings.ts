import { formatCount, formatRate } from '../../format.ts'
import { moneyNumber, sumOfMoney } from '../../money.ts'
import type { Finding } from '../../report-data.ts'
import { type Share, shareDifference, smallSampleBelow } from '../../statistics.ts'
import { rowsOf } from '../parts.ts'
import type { LeadRow, OriginRow } from './rows.ts'

/** From this share of all new leads on, a value brings high volume. */
export const highVolumeShare = 0.1
/** Up to this share of the open pipeline, a value has low pipeline. */
export const lowPipelineShare = 0.15
/** A rate is low or high from this distance to that of all the others on, as a fraction. */
export const clearDifference = 0.05

/** A value of a dimension whose rate is clearly apart from that of all the others together. */
export interface Outlier {
  readonly dimension: string
  readonly value: string
  /** Its share of all leads, or of the open pipeline. */
  readonly share: number
  readonly rate: Share
  readonly others: Share
}

const isEnough = (a: Share, b: Share) => a.whole >= smallSampleBelow && b.whole >= smallSampleBelow

/** A missing value is for data quality to find; it counts among the others only. */
const isNamed = ({ value }: { readonly value: string }) => value !== '(none)'

const sumOf = <Row>(rows: readonly Row[], share: (row: Row) => Share): Share =>
  rows
    .map(share)
    .reduce((sum, { part, whole }) => ({ part: sum.part + part, whole: sum.whole + whole }), {
      part: 0,
      whole: 0,
    })

const fitOf = ({ fitting, judged }: LeadRow): Share => ({ part: fitting, whole: judged })
const winsOf = ({ won, lost }: OriginRow): Share => ({ part: won, whole: won + lost })

/**
 * Values that bring at least a tenth of the leads of which clearly fewer are ideal customers than of
 * all the others: at least five points lower, the 95 % interval of the difference below 0, at least
 * 30 judged on either side.
 */
export function highVolumeLowFit(rows: readonly LeadRow[], dimension: string): Outlier[] {
  const found = rowsOf(rows, dimension)
  const total = found.reduce((sum, row) => sum + row.created, 0)
  return found.filter(isNamed).flatMap((row) => {
    const share = row.created / total
    const rate = fitOf(row)
    const others = sumOf(
      found.filter((each) => each !== row),
      fitOf,
    )
    const difference = shareDifference(rate, others)
    const isLow =
      isEnough(rate, others) &&
      difference !== null &&
      difference.value <= -clearDifference &&
      difference.interval.high < 0
    return share >= highVolumeShare && isLow
      ? [{ dimension, value: row.value, share, rate, others }]
      : []
  })
}

/**
 * Values whose opportunities are won clearly more often than all the others together, yet that hold
 * at most 15 % of the money in the open pipeline; the same demands on the difference. Nothing where
 * no open opportunity has an amount.
 */
export function highWinRateLowPipeline(rows: readonly OriginRow[], dimension: string): Outlier[] {
  const found = rowsOf(rows, dimension)
  const total = moneyNumber(sumOfMoney(found.map((row) => row.open_amount)))
  if (total <= 0) return []
  return found.filter(isNamed).flatMap((row) => {
    const share = moneyNumber(row.open_amount) / total
    const rate = winsOf(row)
    const others = sumOf(
      found.filter((each) => each !== row),
      winsOf,
    )
    const difference = shareDifference(rate, others)
    const isHigh =
      isEnough(rate, others) &&
      difference !== null &&
      difference.value >= clearDifference &&
      difference.interval.low > 0
    return share <= lowPipelineShare && isHigh
      ? [{ dimension, value: row.value, share, rate, others }]
      : []
  })
}

const percent = (part: number, whole = 1) => formatRate(part / whole, 0)
const counts = ({ part, whole }: Share) =>
  `${percent(part, whole)} (${formatCount(part)} of ${formatCount(whole)})`

const bySize = (a: Outlier, b: Outlier) => b.share - a.share || (a.value < b.value ? -1 : 1)

/** Sentences of a kind that a page shows, the weightiest first. */
const mostFindings = 3

/** Sentences on the values that bring most leads of low fit, over all the dimensions given. */
export const lowFitFindings = (
  rows: readonly LeadRow[],
  dimensions: readonly string[],
): Finding[] =>
  dimensions
    .flatMap((dimension) => highVolumeLowFit(rows, dimension))
    .sort(bySize)
    .slice(0, mostFindings)
    .map(({ dimension, value, share, rate, others }) => ({
      text: `High volume with low fit: ${dimension} ${value} brings ${percent(share)} of the leads, but ${counts(rate)} of those judged are ideal customers, against ${counts(others)} of all others.`,
      table: `quality_by_${dimension}`,
    }))

/** Sentences on the values that win often and hold least of the pipeline, over all the dimensions given. */
export const lowPipelineFindings = (
  rows: readonly OriginRow[],
  dimensions: readonly string[],
): Finding[] =>
  dimensions
    .flatMap((dimension) => highWinRateLowPipeline(rows, dimension))
    .sort((a, b) => bySize(b, a))
    .slice(0, mostFindings)
    .map(({ dimension, value, share, rate, others }) => ({
      text: `High win rate with low pipeline: ${dimension} ${value} wins ${counts(rate)}, all others ${counts(others)}, yet it holds ${percent(share)} of the open pipeline.`,
      table: `quality_by_${dimension}`,
    }))
