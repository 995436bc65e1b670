import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ReportData } from '#core/report-data.ts'
import type { ImportSummary } from '#local/import/summary.ts'
import { type Check, printed, type Suite } from '../check.ts'
import { figureOf, numberIn, reportConversion, rowsBy, withRuntime } from '../report.ts'

const group = z.object({ leads: z.number(), won: z.number(), conversion_pct: z.number() })

const referenceSchema = z.object({
  total: group.extend({
    days: z.object({ n: z.number(), sum: z.number(), median: z.number(), min: z.number() }),
    negative_days: z.literal(1),
  }),
  by_origin: z.record(z.string(), group),
  by_first_contact_month: z.record(z.string(), group),
})

type Reference = z.infer<typeof referenceSchema>

/** The lead that was won two days before its first contact. */
const wonTooEarly = 'b91cf8812365f50ff4bda4bcd6206b05'

const percent = (rate: unknown) => (typeof rate === 'number' ? printed(rate * 100, 4) : rate)

function importChecks({ files }: ImportSummary, { total }: Reference): Check[] {
  const [leads, deals] = files
  return [
    { name: 'leads accepted', actual: leads?.accepted, expected: total.leads },
    { name: 'deals accepted', actual: deals?.accepted, expected: total.won },
    { name: 'problems of leads', actual: leads?.problems, expected: [] },
    { name: 'problems of deals', actual: deals?.problems, expected: [] },
  ]
}

function totalChecks(data: ReportData, { total }: Reference): Check[] {
  // Reference durations hold the negative one, which the report names and leaves out.
  const n = total.days.n - total.negative_days
  const mean = (total.days.sum - total.days.min) / n
  const median = data.figures.find(({ id }) => id === 'days_to_won_median')
  const note = data.notes.find(({ code }) => code === 'negative_duration')
  return [
    { name: 'leads', actual: figureOf(data, 'entered'), expected: total.leads },
    { name: 'won', actual: figureOf(data, 'won'), expected: total.won },
    {
      name: 'conversion, %',
      actual: percent(figureOf(data, 'conversion')),
      expected: total.conversion_pct,
    },
    { name: 'durations', actual: median?.n, expected: n },
    { name: 'median days to won', actual: median?.value, expected: total.days.median },
    {
      name: 'mean days to won',
      actual: printed(figureOf(data, 'days_to_won_mean'), 4),
      expected: printed(mean, 4),
    },
    { name: 'negative durations in the notes', actual: note?.count, expected: total.negative_days },
    { name: 'the lead in that note', actual: note?.examples, expected: [wonTooEarly] },
  ]
}

interface GroupTable {
  readonly table: string
  readonly column: string
  readonly expected: Reference['by_origin']
}

function groupChecks(data: ReportData, { table, column, expected }: GroupTable): Check[] {
  const rows = rowsBy(data, table, column)
  const groups = Object.entries(expected).map(([key, figures]) => {
    const row = rows.get(key)
    const actual = [row?.entered, row?.won, percent(numberIn(row?.conversion))]
    const { leads, won, conversion_pct } = figures
    return {
      name: `${table} ${key}: leads, won, %`,
      actual,
      expected: [leads, won, conversion_pct],
    }
  })
  const names = { name: `values of ${table}`, actual: [...rows.keys()].sort() }
  return [...groups, { ...names, expected: Object.keys(expected).sort() }]
}

/** The reference calls the empty origin "(null)", the report calls it "(none)". */
const renameNone = (groups: Reference['by_origin']) =>
  Object.fromEntries(
    Object.entries(groups).map(([key, each]) => [key === '(null)' ? '(none)' : key, each]),
  )

/** Qualified leads and closed deals of a marketplace, through import, build and conversion report. */
export const olist: Suite = {
  name: 'olist',
  needs: 'data/olist',
  async run(path) {
    const reference = referenceSchema.parse(
      JSON.parse(await readFile(join(path, 'reference.json'), 'utf8')),
    )
    const input = {
      files: ['marketing_qualified_leads', 'closed_deals'].map((name) =>
        join(path, `olist_${name}_dataset.csv`),
      ),
      mapping: new URL('mapping.json', import.meta.url),
      funnel: new URL('funnel.json', import.meta.url),
    }
    return withRuntime({ zone: 'America/Sao_Paulo' }, async (runtime) => {
      const { imported, data } = await reportConversion(runtime, input)
      const origins = renameNone(reference.by_origin)
      const months = reference.by_first_contact_month
      return [
        ...importChecks(imported, reference),
        ...totalChecks(data, reference),
        ...groupChecks(data, { table: 'by_channel', column: 'channel', expected: origins }),
        ...groupChecks(data, { table: 'cohorts', column: 'cohort', expected: months }),
      ]
    })
  },
}
