import { moneyNumber, tenThousandths } from '../../money.ts'
import type { RateCell, Table } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, receipt, shareOf } from '../parts.ts'
import type { PipelineResult } from './rows.ts'
import { dueWindow, type WalkLine, walkOf } from './walk.ts'

const shownSlips = 20

/** Of the deals expected to close when the period began: how many slipped out, by count and money. */
export function slippageOf(result: Pick<PipelineResult, 'walk'>) {
  const steps = walkOf(result.walk, 'due')
  const of = (line: WalkLine) => steps.find((step) => step.line === line)
  const moved = result.walk.filter(
    ({ scope, entry, leaving }) => scope === 'due' && entry === '' && leaving === 'slipped_out',
  )
  const slipped = moved.reduce((sum, row) => sum + row.deals, 0)
  const slippedMoney = moved.reduce((sum, row) => sum + tenThousandths(row.before), 0n)
  const due = of('opening')?.deals ?? 0
  const dueMoney = moneyNumber(of('opening')?.money ?? null)
  const money: RateCell = {
    value: ratio(Number(slippedMoney) / 10_000, dueMoney),
    interval: null,
    smallSample: isSmall(due),
  }
  return { slipped, due, count: shareOf(slipped, due), money }
}

const dueText = (input: ReportInput, result: PipelineResult) => {
  const { from, to } = dueWindow(input, result)
  return `expected to close from ${from} to before ${to} when ${input.period.startsOn} began`
}

function slippageTable(input: ReportInput, result: PipelineResult): Table {
  const { slipped, due, count, money } = slippageOf(result)
  return {
    id: 'slippage',
    title: 'Slippage',
    description:
      'Open at the start and expected to close in those days; at the end still open and expected later, or at no date. By money as of the start.',
    columns: [
      { id: 'due', label: 'Expected', unit: 'count' },
      { id: 'slipped', label: 'Slipped', unit: 'count' },
      { id: 'rate', label: 'Share', unit: 'rate', missing: 'none was expected to close' },
      { id: 'money_rate', label: 'By money', unit: 'rate', missing: 'none was expected to close' },
    ],
    rows: [{ due, slipped, rate: count, money_rate: money }],
    receipt: receipt(
      'pipeline_walk',
      'Slipped out / expected to close when the period began.',
      'by count (default) and by money',
      dueText(input, result),
      { numerator: slipped, denominator: due },
    ),
  }
}

function slippedTable(input: ReportInput, result: PipelineResult): Table {
  return {
    id: 'slipped_deals',
    title: 'Deals that slipped out',
    description: `The ${Math.min(shownSlips, result.slipped.length)} largest of ${result.slipped.length}.`,
    columns: [
      { id: 'opportunity', label: 'Opportunity', unit: 'text' },
      { id: 'money', label: 'Amount', unit: 'money', missing: 'no amount, or no rate' },
      { id: 'expected_before', label: 'Expected then', unit: 'date' },
      { id: 'expected_close', label: 'Expected now', unit: 'date', missing: 'no date any more' },
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'rep', label: 'Rep', unit: 'text' },
      { id: 'segment', label: 'Segment', unit: 'text' },
    ],
    rows: result.slipped.slice(0, shownSlips).map((row) => ({
      opportunity: row.opportunity_id,
      money: row.money === null ? null : moneyNumber(row.money),
      expected_before: row.expected_before,
      expected_close: row.expected_close,
      stage: row.stage ?? '(none)',
      rep: row.rep,
      segment: row.segment,
    })),
    receipt: receipt(
      'pipeline_slipped',
      'Deals of the line "Slipped out" that were there at the start.',
      'amount at the end, at the rate of that moment',
      dueText(input, result),
    ),
  }
}

/** How much slipped, and the largest deals that did. */
export const slippageTables = (input: ReportInput, result: PipelineResult): Table[] => [
  slippageTable(input, result),
  slippedTable(input, result),
]
