import { formatCount, formatPeriod, formatRate } from '../../format.ts'
import type { Figure, FigureChange } from '../../report-data.ts'
import { ratio, rounded, smallSampleBelow } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { changeOf } from '../figure-changes.ts'
import { difference, rate, receiptOf, subjectsOf, totalsOf, wonLabel } from './figures.ts'
import type { ConversionResult } from './rows.ts'
import { fromFirstToWon } from './times.ts'

const secondsPerDay = 86_400

function durationFigure(
  input: ReportInput,
  n: number,
  part: { id: string; label: string; seconds: number | null; variant: string },
): Figure {
  const definition =
    'Elapsed time from the first visit to stage 1 to the first visit to the won stage; calendar days where either is a day without time.'
  return {
    id: part.id,
    label: part.label,
    value: part.seconds === null ? null : rounded(part.seconds / secondsPerDay),
    unit: 'duration_days',
    n,
    smallSample: n > 0 && n < smallSampleBelow,
    ...(n === 0 ? { missing: 'no won attempt that visited both stages' } : {}),
    receipt: receiptOf(input, 'conversion_times', definition, { variant: part.variant }),
  }
}

function durationFigures(input: ReportInput, result: ConversionResult): Figure[] {
  const time = fromFirstToWon(input, result.timeToWon)
  const [n, total] = [time?.number ?? 0, time?.total_seconds ?? null]
  return [
    durationFigure(input, n, {
      id: 'days_to_won_median',
      label: 'Median days to won',
      seconds: time?.median_seconds ?? null,
      variant: 'median, type 7',
    }),
    durationFigure(input, n, {
      id: 'days_to_won_mean',
      label: 'Mean days to won',
      seconds: n === 0 || total === null ? null : total / n,
      variant: 'mean',
    }),
  ]
}

/** Against the period before as it stood when it was as old: young periods are not worse for it. */
function changeFigures(input: ReportInput, result: ConversionResult): Figure[] {
  const { previous } = input
  if (previous === null) return []
  const [now, before] = [totalsOf(result), totalsOf(result, 'previous')]
  const cell = difference(
    { part: now.won, whole: now.entered },
    { part: before.wasWon, whole: before.entered },
  )
  const definition = `Won / entered of ${input.period.label}, less that of ${previous.label} as far as it had come when it was as old. Newcombe 95 % interval.`
  return [
    {
      id: 'conversion_change',
      label: `Change against ${previous.label}, at the same age`,
      value: cell.value,
      unit: 'rate',
      interval: cell.interval,
      n: Math.min(now.entered, before.entered),
      smallSample: cell.smallSample,
      ...(cell.value === null ? { missing: 'nothing entered in one of the two periods' } : {}),
      receipt: receiptOf(input, 'conversion_breakdown', definition),
    },
  ]
}

/** Against the spans as they stood when they were as old: young periods are not worse for it. */
function sameAgeChanges(
  { previous, yearBefore }: ReportInput,
  result: Pick<ConversionResult, 'breakdown'>,
  figure: Figure,
): FigureChange[] {
  const spans = [
    ['previous', previous],
    ['year_before', yearBefore],
  ] as const
  return spans.flatMap(([name, span]) => {
    if (span === null) return []
    const { entered, wasWon } = totalsOf(result, name)
    const { value, interval, smallSample } = rate(wasWon, entered)
    const receipt = { ...figure.receipt, numerator: wasWon, denominator: entered }
    const before: Figure = { ...figure, value, interval, smallSample, receipt }
    return [{ ...changeOf(figure, before, span.label, 'up'), condition: 'at the same age' }]
  })
}

/** Won / entered of the period, with its Wilson interval and its changes at the same age. */
export function conversionFigure(
  input: ReportInput,
  result: Pick<ConversionResult, 'breakdown'>,
): Figure {
  const { entered, won } = totalsOf(result)
  const { value, interval, smallSample } = rate(won, entered)
  const figure: Figure = {
    id: 'conversion',
    label: 'Conversion',
    value,
    unit: 'rate',
    interval,
    n: entered,
    smallSample,
    ...(entered === 0 ? { missing: 'nothing entered the funnel in this period' } : {}),
    receipt: receiptOf(
      input,
      'conversion_breakdown',
      `Attempts that reached ${wonLabel(input)} / attempts that entered. Wilson 95 % interval.`,
      { numerator: won, denominator: entered },
    ),
  }
  return { ...figure, changes: sameAgeChanges(input, result, figure) }
}

/** The figures at the top of the page. */
export function headlineFigures(input: ReportInput, result: ConversionResult): Figure[] {
  const { entered, won, open } = totalsOf(result)
  const count = (id: string, label: string, value: number, definition: string): Figure => ({
    id,
    label,
    value,
    unit: 'count',
    receipt: receiptOf(input, 'conversion_breakdown', definition, { numerator: value }),
  })
  return [
    conversionFigure(input, result),
    count('entered', 'Entered', entered, 'Attempts that reached stage 1.'),
    count('won', 'Won', won, `Attempts that reached ${wonLabel(input)}.`),
    count('open', 'Still open', open, 'Attempts neither won, lost nor expired as of the report.'),
    ...changeFigures(input, result),
    ...durationFigures(input, result),
  ]
}

/** What the page says first: the rate, what it stands on, and what is not decided yet. */
export function headlineOf(input: ReportInput, result: ConversionResult): string {
  const { entered, won, lost, expired, open } = totalsOf(result)
  const when = input.period.label === 'all' ? '' : ` in ${formatPeriod(input.period.label)}`
  const share = ratio(won, entered)
  if (share === null) return `No ${input.funnel.subject} entered ${input.funnel.title}${when}.`
  const settled = lost + expired
  return `${formatCount(won)} of ${formatCount(entered)} ${subjectsOf(input)} that entered${when} were won (${formatRate(share)}); ${formatCount(open)} are still open and ${formatCount(settled)} dropped off.`
}
