import { wonStep } from '../../funnel.ts'
import { moneyNumber } from '../../money.ts'
import type { Section, TableCell } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { days, receipt, shareOf, stageLabel } from '../parts.ts'
import { companyCoverage, needed } from './coverage.ts'
import { outcomeOf } from './outcomes.ts'
import type { PipelineResult } from './rows.ts'

/** From a stage to the next: those old enough, those of them that got there, and the median days. */
interface Step {
  readonly step: number
  readonly mature: number
  readonly converted: number
  readonly medianDays: number | null
}

function stepsOf(input: ReportInput, result: PipelineResult): Step[] {
  return Array.from({ length: wonStep(input.funnel) - 1 }, (_, index) => {
    const step = index + 1
    const rows = result.progress.filter((row) => row.step === step && row.fate !== null)
    const time = result.times.find((row) => row.from_step === step && row.to_step === step + 1)
    return {
      step,
      mature: rows.reduce((sum, row) => sum + row.mature, 0),
      converted: rows.reduce((sum, row) => sum + row.converted, 0),
      medianDays: days(time?.median_seconds),
    }
  })
}

const earlier = (day: string, by: number) =>
  new Date(Date.parse(day) - Math.round(by) * 86_400_000).toISOString().slice(0, 10)

/** What is to be won, the average of a won deal, and the day by which. */
interface Goal {
  readonly gap: number
  readonly value: number
  readonly by: string
}

function goalOf(result: PipelineResult): Goal | string {
  const coverage = companyCoverage(result)
  if (coverage === undefined) return 'no quota holds the day after the period'
  const { gap } = needed(result, coverage)
  if (gap === null) return 'the gap is not known: no quota with a rate, or nothing decided'
  const recent = outcomeOf(result.recent)
  if (recent.won_priced === 0) return 'nothing was won with an amount in the window'
  return {
    gap,
    value: moneyNumber(recent.won_money) / recent.won_priced,
    by: coverage.row.ends_on,
  }
}

/** One row per stage up to won: how many must reach it, by which day. */
function rowsFor(input: ReportInput, result: PipelineResult, goal: Goal) {
  const wins = goal.gap / goal.value
  let [needs, lag]: [number | null, number | null] = [wins, 0]
  const rows: Record<string, TableCell>[] = [
    {
      stage: stageLabel(input, wonStep(input.funnel)),
      needs: Math.ceil(wins),
      by: earlier(goal.by, 1),
      rate: null,
      mature: null,
      median: null,
    },
  ]
  for (const { step, mature, converted, medianDays } of stepsOf(input, result).reverse()) {
    needs = needs === null || converted === 0 ? null : (needs * mature) / converted
    lag = lag === null || medianDays === null ? null : lag + medianDays
    rows.unshift({
      stage: stageLabel(input, step),
      needs: needs === null ? null : Math.ceil(rounded(needs)),
      by: lag === null ? null : earlier(goal.by, lag + 1),
      rate: shareOf(converted, mature),
      mature,
      median: medianDays,
    })
  }
  return rows
}

/** How many must enter each stage, by when, to win what the pipeline will not bring. */
export function leadRequirementSection(input: ReportInput, result: PipelineResult): Section {
  const goal = goalOf(result)
  const { currency } = input.settings
  const whole = (value: number) => Math.round(value).toLocaleString('en-US')
  return {
    id: 'lead_requirement',
    title: 'How many leads the rest of the quota takes, and by when',
    tables: [
      {
        id: 'lead_requirement',
        title: 'Lead requirement',
        description:
          typeof goal === 'string'
            ? `Not known: ${goal}.`
            : `A gap of ${whole(goal.gap)} ${currency} at ${whole(goal.value)} ${currency} a won deal, by the end of the quota period. A day in the past means that it is too late for this way to win it.`,
        columns: [
          { id: 'stage', label: 'Stage', unit: 'text' },
          {
            id: 'needs',
            label: 'Must reach it',
            unit: 'count',
            missing: 'no mature rate up to won',
          },
          { id: 'by', label: 'By', unit: 'date', missing: 'no median time up to won' },
          {
            id: 'rate',
            label: 'To the next',
            unit: 'rate',
            missing: 'the last stage, or none mature',
          },
          { id: 'mature', label: 'Mature', unit: 'count', missing: 'the last stage' },
          { id: 'median', label: 'Median to the next', unit: 'duration_days' },
        ],
        rows: typeof goal === 'string' ? [] : rowsFor(input, result, goal),
        receipt: receipt(
          'conversion_progress',
          'Gap / average won deal / mature rates of the steps up to won, shifted back by their median times.',
          'gap = quota remaining - open x win rate; mature rates at target days, else 90',
          `rates and times of attempts whose first step lies from ${input.trend.startsOn} to before ${input.trend.endsOn}`,
          typeof goal === 'string'
            ? {}
            : { numerator: goal.gap, denominator: ratio(goal.value, 1) },
        ),
      },
    ],
  }
}
