import { markdownTable } from '#core/markdown.ts'
import type { Deployed } from './deployed.ts'
import { difference, type Estimate, estimate } from './estimate.ts'
import { priceList, prices } from './prices.ts'
import { type Component, components, type Plan, usageOf } from './usage.ts'

const arrival: readonly Component[] = ['API', 'Ingest', 'Event table: writes', 'Export']

/** The month that the tables show unless asked otherwise. */
export const usualPlan = (deployed: Pick<Deployed, 'reports'>): Plan => ({
  events: 1_000_000,
  eventBytes: 300,
  batch: 500,
  months: 12,
  reports: deployed.reports,
  mails: 0,
})

const count = (value: number) => value.toLocaleString('en')

/** Dollars to the cent; what is less than half a cent, but something, says so. */
function dollars(value: number): string {
  if (value === 0) return '0'
  return value < 0.005 ? 'under 0.01' : value.toFixed(2)
}

function rows(estimates: readonly Estimate[]): string[][] {
  const row = (label: string, value: (each: Estimate) => number) => [
    label,
    ...estimates.map((each) => dollars(value(each))),
  ]
  return [
    ...components.map((component) =>
      row(component, ({ byComponent }) => byComponent.get(component) ?? 0),
    ),
    row('**In all, at list prices**', ({ total }) => total),
    row("**In all, less AWS's free allowances**", ({ total, allowance }) => total - allowance),
  ]
}

const costOf = (plan: Plan, deployed: Deployed) => estimate(usageOf(plan, deployed))

/** Dollars for a million events as they arrive, whatever else the month holds. */
function onArrival(plan: Plan, deployed: Deployed): number {
  const { byComponent } = costOf({ ...plan, events: 1_000_000 }, deployed)
  return arrival.reduce((sum, component) => sum + (byComponent.get(component) ?? 0), 0)
}

/**
 * The months as a Markdown table, a column each by its events; the last shows what a million more
 * than in the last month add. Below it stands what the table takes for granted.
 */
export function costTable(plans: readonly Plan[], deployed: Deployed): string {
  const plan = plans.at(-1) ?? usualPlan(deployed)
  const more = { ...plan, events: plan.events + 1_000_000 }
  const heads = plans.map(({ events }) => (events === 0 ? 'idle' : `${count(events)} events`))
  const columns = [
    ...plans.map((each) => costOf(each, deployed)),
    difference(costOf(plan, deployed), costOf(more, deployed)),
  ]
  return [
    markdownTable(['dollars a month', ...heads, 'each million more'], rows(columns)),
    '',
    `Prices of ${priceList.region}, written down on ${priceList.writtenOn}. Events of ${count(plan.eventBytes)} bytes, at most`,
    `${count(plan.batch)} a request; ${count(plan.months)} months of them kept; ${count(plan.reports)} reports and ${count(plan.mails)} mails a month.`,
    `A million such events cost ${dollars(onArrival(plan, deployed))} dollars as they arrive (${arrival.join(', ')}).`,
  ].join('\n')
}

/** The part of `infra/README.md` on costs: nothing sent, and three sizes. */
export function costSection(deployed: Deployed): string {
  const usual = usualPlan(deployed)
  const plans = [0, 100_000, 1_000_000, 10_000_000].map((events) => ({ ...usual, events }))
  return costTable(plans, deployed)
}

/** Every price of the estimate with its source, as a Markdown table. */
export const priceSection = (): string =>
  markdownTable(
    ['unit', 'dollars', 'free each month', 'source'],
    Object.values(prices).map(({ unit, dollars: price, per, free, source }) => [
      unit,
      per === 1 ? String(price) : `${price} for ${count(per)}`,
      free === 0 ? '' : count(free),
      source,
    ]),
  )
