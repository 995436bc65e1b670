import type { LineChart } from '../../chart.ts'
import type { Section, Table } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, receipt, shareOf } from '../parts.ts'
import type { LagRow, UnitResult } from './rows.ts'

const steps = { opened: 'Opportunity opened', won: 'Won', paid: 'First payment' } as const
const stepIds = ['opened', 'won', 'paid'] as const
const shownDays = [0, 30, 60, 90, 120, 180, 270, 365]

const sumOf = (rows: readonly LagRow[]) => rows.reduce((sum, row) => sum + row.number, 0)

function stepOf(result: UnitResult, step: LagRow['step']) {
  const rows = result.lags.filter((row) => row.step === step)
  const timed = rows.filter((row) => row.days !== null)
  return { all: sumOf(rows), timed, n: sumOf(timed) }
}

const within = (timed: readonly LagRow[], days: number) =>
  sumOf(timed.filter((row) => row.days !== null && row.days <= days))

/** Type 7 quantile of days that are counted by their length; null without any. */
export function dayQuantile(rows: readonly LagRow[], q: number): number | null {
  const sorted = rows
    .filter((row) => row.days !== null)
    .toSorted((a, b) => Number(a.days) - Number(b.days))
  const n = sumOf(sorted)
  if (n === 0) return null
  const at = (place: number) => {
    let seen = 0
    const row = sorted.find((each) => {
      seen += each.number
      return seen > place
    })
    return Number(row?.days)
  }
  const rank = (n - 1) * q
  const low = Math.floor(rank)
  return at(low) + (rank - low) * (at(Math.min(low + 1, n - 1)) - at(low))
}

const window = ({ trend }: ReportInput) =>
  `customers won from ${trend.startsOn} to before ${trend.endsOn}`

const definition =
  'Calendar days from the first touch of the won opportunity or its leads to its opening, its close and the first payment of its account.'

function curveTable(input: ReportInput, result: UnitResult): Table {
  return {
    id: 'lag_curve',
    title: 'How long after its first touch a customer pays',
    description:
      'Share of the customers won, by days since their first touch. Of those that were won: it says when spend pays, not whether.',
    columns: [
      { id: 'days', label: 'Within days', unit: 'count' },
      ...stepIds.map((step) => ({ id: step, label: steps[step], unit: 'rate' as const })),
    ],
    rows: shownDays.map((days) => ({
      days,
      ...Object.fromEntries(
        stepIds.map((step) => {
          const { timed } = stepOf(result, step)
          return [step, shareOf(within(timed, days), stepOf(result, 'won').n)]
        }),
      ),
    })),
    receipt: receipt('unit_economics_lags', definition, 'calendar days', window(input)),
  }
}

function stepTable(input: ReportInput, result: UnitResult): Table {
  return {
    id: 'lags',
    title: 'Days from the first touch',
    description: 'Exact quantiles over the customers with both ends.',
    columns: [
      { id: 'step', label: 'To', unit: 'text' },
      { id: 'n', label: 'Measured', unit: 'count' },
      {
        id: 'not_measured',
        label: 'Not measured',
        unit: 'count',
        description: 'No touch, a touch after it, or not paid yet',
      },
      { id: 'median', label: 'Median', unit: 'duration_days', missing: 'none measured' },
      { id: 'p90', label: '90 %', unit: 'duration_days', missing: 'none measured' },
    ],
    rows: stepIds.map((step) => {
      const { all, timed, n } = stepOf(result, step)
      return {
        step: steps[step],
        n,
        not_measured: all - n,
        median: dayQuantile(timed, 0.5),
        p90: dayQuantile(timed, 0.9),
      }
    }),
    receipt: receipt('unit_economics_lags', definition, 'quantiles of type 7', window(input)),
  }
}

function curve(result: UnitResult): LineChart {
  const labels = Array.from({ length: 13 }, (_, month) => month * 30)
  const n = stepOf(result, 'won').n
  return {
    kind: 'line',
    unit: 'rate',
    labels: labels.map(String),
    series: stepIds.map((step) => {
      const { timed } = stepOf(result, step)
      return {
        label: steps[step],
        values: labels.map((days) => shareOf(within(timed, days), n).value),
      }
    }),
  }
}

/** When this quarter's spend pays. */
export function lagsSection(input: ReportInput, result: UnitResult): Section {
  const { n } = stepOf(result, 'won')
  return {
    id: 'lags',
    title: `When spend pays: days from first touch to payment${isSmall(n) ? ' (small sample)' : ''}`,
    ...(n > 0 ? { chart: curve(result) } : {}),
    tables: [curveTable(input, result), stepTable(input, result)],
  }
}
