import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { ReportData } from '#core/report-data.ts'
import { type Check, printed, type Suite } from '../check.ts'
import { importInto, numberIn, rowsBy, withRuntime } from '../report.ts'

const referenceSchema = z.object({
  total: z.object({ orders: z.number(), users: z.number(), revenue: z.number() }),
  cohort: z.record(
    z.string(),
    z.object({
      size: z.number(),
      active: z.array(z.number()),
      pct: z.array(z.number()),
    }),
  ),
})

type Reference = z.infer<typeof referenceSchema>

/** When the last month of the data had ended. */
const asOf = '2010-04-01T00:00:00.000Z'

const ages = (row: ReturnType<ReturnType<typeof rowsBy>['get']>, number: number) =>
  Array.from({ length: number }, (_, age) => numberIn(row?.[`age_${age}`]))

function cohortChecks(data: ReportData, { cohort }: Reference): Check[] {
  const counts = rowsBy(data, 'repeat_counts', 'cohort')
  const rates = rowsBy(data, 'repeat_rates', 'cohort')
  const names = { name: 'cohorts', actual: [...counts.keys()], expected: Object.keys(cohort) }
  const checks = Object.entries(cohort).flatMap(([month, { size, active, pct }]): Check[] => {
    const [count, rate] = [counts.get(month), rates.get(month)]
    const number = active.length
    return [
      { name: `${month}: users`, actual: count?.members, expected: size },
      { name: `${month}: active`, actual: ages(count, number), expected: active },
      {
        name: `${month}: active, %`,
        actual: ages(rate, number).map((each) => printed(Number(each) * 100, 4)),
        expected: pct,
      },
      {
        name: `${month}: not complete`,
        actual: numberIn(count?.[`age_${number}`]) ?? null,
        expected: null,
      },
    ]
  })
  return [names, ...checks]
}

/** With a margin of 1 the lifetime value is revenue: each cohort's last one times its customers. */
function revenueOf(data: ReportData): number {
  const cohorts = [...rowsBy(data, 'lifetime_value', 'cohort')].filter(([name]) => /^\d/.test(name))
  return cohorts.reduce((sum, [, row]) => {
    const values = ages(row, 25).filter((each) => typeof each === 'number')
    return sum + Number(values.at(-1)) * Number(row.members)
  }, 0)
}

/** Orders of a shop: monthly cohorts by first order, through import, build and cohort report. */
export const relayFoods: Suite = {
  name: 'relay_foods',
  needs: 'data/relay_foods',
  async run(path) {
    const reference = referenceSchema.parse(
      JSON.parse(await readFile(join(path, 'reference.json'), 'utf8')),
    )
    const own = { zone: 'UTC', currency: 'USD', grossMargin: 1 }
    return withRuntime(own, async (runtime) => {
      const mapping = new URL('mapping.json', import.meta.url)
      const imported = await importInto(runtime, [join(path, 'relay_foods.csv')], mapping)
      const { data } = await runtime.report({
        report: 'cohort',
        period: 'all',
        by: 'month',
        asOf,
        basis: 'replayed',
      })
      const all = rowsBy(data, 'repeat_rates', 'cohort').get('All, pooled complete')
      const { total } = reference
      return [
        { name: 'orders', actual: imported.files[0]?.accepted, expected: total.orders },
        { name: 'users', actual: all?.members, expected: total.users },
        {
          name: 'revenue',
          actual: printed(revenueOf(data), 2),
          expected: printed(total.revenue, 2),
        },
        ...cohortChecks(data, reference),
      ]
    })
  },
}
