import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parseFunnel } from '#core/funnel.ts'
import type { TableCell } from '#core/report-data.ts'
import type { Runtime } from '#local/runtime.ts'
import { agreed, type Check, type Suite } from '../check.ts'
import { importInto, numberIn, rowsBy, withRuntime } from '../report.ts'

type Line = Readonly<Record<string, string>>

const linesOf = async (path: string, name: string): Promise<Line[]> =>
  parse(await readFile(join(path, name), 'utf8'), { columns: true })

const nextMonth = (day: string) => {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10)
}

/** The published file names only the month: the day after it is added before the import. */
async function spendFile(path: string, folder: string): Promise<string> {
  const lines = await linesOf(path, 'in_marketing_spend.csv')
  const file = join(folder, 'spend.csv')
  const rows = lines.map(({ month = '', channel, spend }) =>
    [month, nextMonth(month), channel, spend].join(','),
  )
  await writeFile(file, ['month,month_after,channel,spend', ...rows].join('\n'))
  return file
}

/** A cell as its author printed it; an empty one is null. */
const cellOf = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text)

interface Compared {
  readonly what: string
  readonly lines: readonly Line[]
  /** The row of a report that a line is about. */
  row(line: Line): Readonly<Record<string, TableCell>> | undefined
  /** Columns of the author and of the report. */
  readonly columns: Readonly<Record<string, string>>
}

const compared = ({ what, lines, row, columns }: Compared): Check[] =>
  lines.flatMap((line) =>
    Object.entries(columns).map(([theirs, ours]) => ({
      name: `${what} ${line.month ?? ''} ${line.channel ?? ''} ${theirs}`,
      actual: agreed(numberIn(row(line)?.[ours]), cellOf(line[theirs])),
      expected: cellOf(line[theirs]),
    })),
  )

/** Every figure in which the author counts free accounts as customers, as the variant does. */
async function retentionChecks(path: string, runtime: Runtime): Promise<Check[]> {
  const { data } = await runtime.report({ report: 'retention', period: '2023-01..2024-12' })
  const rows = rowsBy(data, 'retention_by_subscription', 'span')
  const row = ({ month = '' }: Line) => rows.get(month.slice(0, 7))
  const checked = async (file: string, columns: Readonly<Record<string, string>>) =>
    compared({ what: file, lines: await linesOf(path, `author_out_${file}.csv`), row, columns })
  return [
    ...(await checked('mrr_by_month', { mrr: 'end' })),
    ...(await checked('mrr_waterfall', {
      starting_mrr: 'start',
      new_mrr: 'new',
      expansion_mrr: 'expansion',
      contraction_mrr: 'contraction',
      churned_mrr: 'churn',
      ending_mrr: 'end',
    })),
    ...(await checked('nrr_by_month', { starting_mrr: 'start', nrr: 'nrr' })),
    ...(await checked('churn_rate_by_month', {
      active_customers_start_of_month: 'accounts',
      churned_customers: 'stopped',
      logo_churn_rate: 'logo_churn',
    })),
  ]
}

/** Cost of each lead created: the author divides by sign-ups, paying or not. */
async function costChecks(path: string, runtime: Runtime): Promise<Check[]> {
  const lines = await linesOf(path, 'author_out_cac_by_channel.csv')
  const months = [...new Set(lines.map(({ month = '' }) => month.slice(0, 7)))]
  const checks: Check[] = []
  for (const month of months) {
    const { data } = await runtime.report({ report: 'unit-economics', period: month })
    const rows = rowsBy(data, 'cost_per_step_by_channel', 'channel')
    checks.push(
      ...compared({
        what: 'cac_by_channel',
        lines: lines.filter((line) => line.month?.startsWith(month)),
        row: ({ channel = '' }) => rows.get(channel),
        columns: { spend: 'spend', new_customers: 'number_0', cac: 'cost_0' },
      }),
    )
  }
  return checks
}

/** Who has not cancelled by the end of each month since sign-up: nobody comes back in this data. */
async function cohortChecks(path: string, runtime: Runtime): Promise<Check[]> {
  const file = new URL('cancel.json', import.meta.url)
  const funnel = parseFunnel(JSON.parse(await readFile(file, 'utf8')))
  const request = { report: 'cohort', period: '2023-01..2024-12', by: 'month', funnel }
  const { data } = await runtime.report(request)
  const rows = rowsBy(data, 'reached_cancel', 'cohort')
  const lines = await linesOf(path, 'author_out_cohort_retention.csv')
  return lines.flatMap(({ cohort_month: month = '', months_since_signup: age, ...line }) => {
    const row = rows.get(month.slice(0, 7))
    const cancelled = numberIn(row?.[`age_${age}`])
    const kept = typeof cancelled === 'number' ? 1 - cancelled : cancelled
    const active = typeof kept === 'number' ? Math.round(Number(row?.members) * kept) : kept
    const rate = cellOf(line.retention_rate)
    const name = `cohort_retention ${month} ${age}`
    return [
      { name, actual: active, expected: Number(line.active_customers) },
      { name: `${name} size`, actual: row?.members, expected: Number(line.cohort_size) },
      { name: `${name} rate`, actual: agreed(kept, rate), expected: rate },
    ]
  })
}

/** A subscription business with free accounts: recurring revenue, churn, cohorts, cost by channel. */
export const taskflow: Suite = {
  name: 'taskflow',
  needs: 'data/taskflow',
  async run(path) {
    const folder = await mkdtemp(join(tmpdir(), 'taskflow-'))
    try {
      const files = [
        join(path, 'in_customers.csv'),
        join(path, 'in_subscription_events.csv'),
        await spendFile(path, folder),
      ]
      const own = { zone: 'UTC', currency: 'USD' }
      return await withRuntime(own, async (runtime) => {
        await importInto(runtime, files, new URL('mapping.json', import.meta.url))
        return [
          ...(await retentionChecks(path, runtime)),
          ...(await costChecks(path, runtime)),
          ...(await cohortChecks(path, runtime)),
        ]
      })
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}
