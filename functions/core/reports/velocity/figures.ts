import type { Figure } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import {
  days,
  isSmall,
  meanDays,
  periodWindow,
  receipt,
  shareOf,
  velocityWindow,
} from '../parts.ts'
import { cycleRow } from './cycles.ts'
import { ownerFigures, responseFigures } from './lead-figures.ts'
import { openMeaning, type Velocity, velocityOf, wholePipeline } from './pipeline.ts'
import type { VelocityResult } from './rows.ts'

const pipelineReceipt = (input: ReportInput, definition: string, variant: string) =>
  receipt('velocity_pipeline', definition, variant, velocityWindow(input))

/** Money a day, of the opportunities open at the start of the period. */
export function velocityFigure(
  input: ReportInput,
  result: Pick<VelocityResult, 'pipeline'>,
): Figure {
  const { perDay, missing, opportunities, decided } = velocityOf(
    input,
    'open',
    wholePipeline(result),
  )
  return {
    id: 'pipeline_velocity',
    label: 'Pipeline velocity a day',
    value: perDay,
    unit: 'money',
    n: opportunities,
    smallSample: isSmall(decided),
    ...(missing === undefined ? {} : { missing }),
    receipt: pipelineReceipt(
      input,
      'Opportunities x win rate x average won value / mean won cycle in days.',
      openMeaning(input),
    ),
  }
}

function valueFigures(input: ReportInput, velocity: Velocity): Figure[] {
  const { averageWon, priced } = velocity
  return [
    {
      id: 'average_won_value',
      label: 'Average won value',
      value: averageWon,
      unit: 'money',
      n: priced,
      smallSample: isSmall(priced),
      ...(averageWon === null ? { missing: 'nothing was won with an amount in the window' } : {}),
      receipt: pipelineReceipt(
        input,
        'Won money / won opportunities with an amount.',
        `amounts in ${input.settings.currency}, at the rate of the day they were won`,
      ),
    },
  ]
}

function rateFigures(input: ReportInput, velocity: Velocity): Figure[] {
  const { winRate, won, decided, cycleDays, timed } = velocity
  return [
    {
      id: 'win_rate',
      label: 'Win rate',
      value: winRate,
      unit: 'rate',
      interval: shareOf(won, decided).interval,
      n: decided,
      smallSample: isSmall(decided),
      ...(decided === 0 ? { missing: 'no opportunity was won or lost in the window' } : {}),
      receipt: {
        ...pipelineReceipt(
          input,
          'Won / (won + lost). Wilson 95 % interval.',
          'by count, no-decision out',
        ),
        numerator: won,
        denominator: decided,
      },
    },
    {
      id: 'mean_won_cycle',
      label: 'Mean won cycle',
      value: cycleDays,
      unit: 'duration_days',
      n: timed,
      smallSample: isSmall(timed),
      ...(cycleDays === null ? { missing: 'nothing was won in the window' } : {}),
      receipt: pipelineReceipt(
        input,
        'Mean days from opened to won.',
        'mean, over the window of velocity',
      ),
    },
  ]
}

function cycleFigures(input: ReportInput, result: VelocityResult): Figure[] {
  const row = cycleRow(result, 'opened', 'won')
  const n = row?.number ?? 0
  const figure = (id: string, label: string, value: number | null, variant: string): Figure => ({
    id,
    label,
    value,
    unit: 'duration_days',
    n,
    smallSample: isSmall(n),
    ...(n === 0 ? { missing: 'no opportunity was won in this period' } : {}),
    receipt: receipt(
      'velocity_cycles',
      'Elapsed time from the opening of an opportunity to its close as won.',
      variant,
      periodWindow(input, 'opportunities won'),
    ),
  })
  return [
    figure(
      'sales_cycle_median',
      'Median sales cycle',
      days(row?.p50_seconds),
      'opened to won; median, type 7',
    ),
    figure(
      'sales_cycle_mean',
      'Mean sales cycle',
      meanDays(row?.total_seconds, n),
      'opened to won; mean',
    ),
  ]
}

/** The figures at the top of the page. */
export const headlineFigures = (input: ReportInput, result: VelocityResult): Figure[] => [
  velocityFigure(input, result),
  ...valueFigures(input, velocityOf(input, 'open', wholePipeline(result))),
  ...rateFigures(input, velocityOf(input, 'open', wholePipeline(result))),
  ...cycleFigures(input, result),
  ...responseFigures(input, result),
  ...ownerFigures(input, result),
]
