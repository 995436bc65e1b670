import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { parseFunnel } from '#core/funnel.ts'
import type { ReportData } from '#core/report-data.ts'
import type { Runtime } from '#local/runtime.ts'
import { type Check, printed, type Suite } from '../check.ts'
import { figureOf, importInto, importRecognised, numberIn, rowsBy, withRuntime } from '../report.ts'
import { type Reference, referenceSchema } from './reference.ts'

const funnelOf = async (name: string) =>
  parseFunnel(JSON.parse(await readFile(new URL(`${name}.json`, import.meta.url), 'utf8')))

/** Trials that were churned, and those that became annual plans, with the days it took. */
async function conversionChecks(runtime: Runtime, reference: Reference): Promise<Check[]> {
  const { churned, days_to_annual: days } = reference
  const of = async (name: string) =>
    (
      await runtime.report({
        report: 'conversion',
        period: '2020',
        by: 'month',
        funnel: await funnelOf(name),
      })
    ).data
  const [annual, churn] = [await of('annual'), await of('churn')]
  const median = annual.figures.find(({ id }) => id === 'days_to_won_median')
  const months = rowsBy(churn, 'cohorts', 'cohort')
  return [
    { name: 'trials', actual: figureOf(churn, 'entered'), expected: reference.total.customers },
    { name: 'churned', actual: figureOf(churn, 'won'), expected: churned.customers },
    {
      name: 'churned, %',
      actual: Number(figureOf(churn, 'conversion')) * 100,
      expected: churned.pct,
    },
    { name: 'became annual', actual: median?.n, expected: days.n },
    { name: 'median days to annual', actual: median?.value, expected: days.median },
    {
      name: 'mean days to annual',
      actual: printed(figureOf(annual, 'days_to_won_mean'), 4),
      expected: days.mean,
    },
    ...Object.entries(reference.trial_starts_by_month).map(([month, expected]) => ({
      name: `trials of ${month}`,
      actual: months.get(month)?.entered,
      expected,
    })),
  ]
}

const rowsOf = async (runtime: Runtime, query: string) =>
  (await runtime.sql({ query: `${query} order by plan` })).rows

const sharesOf = (name: string, rows: readonly object[], expected: Reference['after_trial']) => ({
  name,
  actual: Object.fromEntries(
    rows.map((row) => {
      const { plan, customers } = z.object({ plan: z.string(), customers: z.number() }).parse(row)
      return [plan, customers]
    }),
  ),
  expected: Object.fromEntries(
    Object.entries(expected).map(([plan, { customers }]) => [plan, customers]),
  ),
})

const counts = (expected: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(expected).map(([key, customers]) => [key, { customers, pct: 0 }]),
  )

const plan = `case when status = 'cancelled' then 'churn' else product end`

/** Plans by the versions of subscriptions, as an analyst asks for them. */
async function planChecks(runtime: Runtime, reference: Reference): Promise<Check[]> {
  const at = await rowsOf(
    runtime,
    `with planned as (
      select ${plan} as plan, row_number() over (
        partition by subscription_id order by version desc) as nth
      from subscription_versions where valid_from_on <= date '2020-12-31')
    select plan, count(*) as customers from planned where nth = 1 group by plan`,
  )
  const second = await rowsOf(
    runtime,
    `with planned as (select ${plan} as plan from subscription_versions where version = 2)
    select plan, count(*) as customers from planned group by plan`,
  )
  return [
    sharesOf('plans at the end of 2020', at, reference.plan_at_2020_12_31),
    sharesOf('plan after the trial', second, reference.after_trial),
  ]
}

/** Moves from one plan to another, in all and into some in 2020. */
async function moveChecks(runtime: Runtime, reference: Reference): Promise<Check[]> {
  const steps = `with planned as (
      select subscription_id, version, valid_from_on, ${plan} as plan from subscription_versions),
    moves as (
      select before.plan || ' -> ' || planned.plan as plan, planned.plan as into_plan,
        planned.valid_from_on
      from planned join planned as before on before.subscription_id = planned.subscription_id
        and before.version = planned.version - 1)`
  const moves = await rowsOf(
    runtime,
    `${steps} select plan, count(*) as customers from moves group by plan`,
  )
  const in2020 = `from moves where valid_from_on < date '2021-01-01'`
  const upgrades = await rowsOf(
    runtime,
    `${steps} select into_plan as plan, count(*) as customers ${in2020}
      and into_plan = 'pro annual' group by into_plan`,
  )
  const downgrades = await rowsOf(
    runtime,
    `${steps} select 'down' as plan, count(*) as customers ${in2020}
      and plan = 'pro monthly -> basic monthly'`,
  )
  return [
    sharesOf('moves between plans', moves, counts(reference.transitions)),
    sharesOf(
      'became annual in 2020',
      upgrades,
      counts({ 'pro annual': reference.annual_upgrades_2020 }),
    ),
    sharesOf(
      'pro to basic in 2020',
      downgrades,
      counts({ down: reference.downgrade_pro_to_basic_monthly_2020 }),
    ),
  ]
}

/** Those not churned by the end of each month after the trial began, as far as months are over. */
function survivalChecks(data: ReportData, reference: Reference): Check[] {
  const rows = rowsBy(data, 'reached_churn', 'cohort')
  return Object.entries(reference.survival_by_trial_month).map(([month, { size, ...rest }]) => {
    const row = rows.get(month)
    const expected = rest.not_churned_by_end_of_month_k
    const actual = expected.map((_, age) => {
      const reached = numberIn(row?.[`age_${age}`])
      return typeof reached === 'number' ? Math.round(size * (1 - reached)) : reached
    })
    return { name: `not churned of ${month}`, actual, expected }
  })
}

/** The figures of a log, however it was imported. */
async function allChecks(
  reference: Reference,
  load: (runtime: Runtime) => Promise<unknown>,
): Promise<Check[]> {
  return withRuntime({ zone: 'UTC', currency: 'USD' }, async (runtime) => {
    await load(runtime)
    const funnel = await funnelOf('churn')
    const { data } = await runtime.report({ report: 'cohort', period: '2020', by: 'month', funnel })
    return [
      ...(await conversionChecks(runtime, reference)),
      ...(await planChecks(runtime, reference)),
      ...(await moveChecks(runtime, reference)),
      ...survivalChecks(data, reference),
    ]
  })
}

/** A subscription service: trials, plans, churn and the way to the annual plan, with a mapping and without. */
export const foodieFi: Suite = {
  name: 'foodie_fi',
  needs: 'data/foodie_fi',
  async run(path) {
    const reference = referenceSchema.parse(
      JSON.parse(await readFile(join(path, 'reference.json'), 'utf8')),
    )
    const mapping = new URL('mapping.json', import.meta.url)
    const mapped = await allChecks(reference, (runtime) =>
      importInto(runtime, [join(path, 'subscriptions.csv')], mapping),
    )
    const recognised = await allChecks(reference, (runtime) =>
      importRecognised(runtime, [path], 'USD'),
    )
    return [
      ...mapped,
      ...recognised.map((check) => ({ ...check, name: `${check.name}, without a mapping` })),
    ]
  },
}
