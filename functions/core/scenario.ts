import { eventColumns } from './columns.ts'
import { UsageError } from './errors.ts'

/** What a report supposes instead of what happened. */
export interface Scenario {
  readonly kind: 'win_rate' | 'discounts' | 'prices'
  /** Hundredths: of a percentage point, of the share of discounts kept, of a percent. */
  readonly hundredths: number
}

const kinds = {
  win_rate: { sample: 'win_rate=+2', least: -10_000, most: 10_000 },
  discounts: { sample: 'discounts=0.5', least: 0, most: 1_000 },
  prices: { sample: 'prices=+10', least: -9_000, most: 100_000 },
} as const

const allowed = Object.values(kinds)
  .map((kind) => kind.sample)
  .join(', ')

/** `win_rate=+2` (points), `discounts=0.5` (share that is left) or `prices=+10` (percent); throws UsageError. */
export function parseScenario(text: string): Scenario {
  const [, name = '', value = ''] = /^(\w+)=[+ ]?(-?\d{1,4}(?:\.\d{1,2})?)$/.exec(text) ?? []
  const kind = Object.keys(kinds).find((each): each is Scenario['kind'] => each === name)
  if (kind === undefined) throw new UsageError(`unknown scenario "${text}": allowed are ${allowed}`)
  const hundredths = Math.round(Number(value) * 100)
  const { least, most } = kinds[kind]
  if (hundredths >= least && hundredths <= most) return { kind, hundredths }
  throw new UsageError(`scenario "${text}": ${least / 100} to ${most / 100} is allowed`)
}

const signed = (hundredths: number) => `${hundredths < 0 ? '' : '+'}${hundredths / 100}`

/** The supposition in words, to end with a full stop. */
export function describeScenario({ kind, hundredths }: Scenario): string {
  if (kind === 'win_rate') return `the win rate had been ${signed(hundredths)} points`
  if (kind === 'prices') return `all prices had been ${signed(hundredths)}%`
  return `discounts had been ${hundredths / 100} of what they were`
}

/** Every column of the log, some of them by another expression. */
const columns = (changed: Readonly<Record<string, string>>) =>
  eventColumns.map(({ name }) => `${changed[name] ?? `log."${name}"`} as "${name}"`).join(', ')

/** Amount times hundredths of a hundredth, exact before the one rounding. */
const part = (amount: string, tenThousandths: number) =>
  `cast(${amount} as decimal(28,4)) * cast('${(tenThousandths / 10_000).toFixed(4)}' as decimal(10,4))`

/** Amounts that a price list moves; spend and surveys have none of it. */
function prices(log: string, hundredths: number): string {
  const times = (column: string) =>
    `case when log.type in ('deal', 'stage', 'revenue') then cast(${part(`log.${column}`, 10_000 + hundredths)} as decimal(18,4)) else log.${column} end`
  const changed = { amount: times('amount'), list_amount: times('list_amount') }
  return `select ${columns(changed)} from (${log}) as log`
}

/** The list price of an opportunity is the last that its deal gave. */
function discounts(log: string, hundredths: number): string {
  const left = hundredths * 100
  const amount =
    "case when log.type in ('deal', 'stage') and lists.list_amount > log.amount then " +
    `cast(${part('lists.list_amount', 10_000 - left)} + ${part('log.amount', left)} as decimal(18,4)) else log.amount end`
  const ranked =
    'select opportunity_id, list_amount, row_number() over (partition by opportunity_id order by occurred_at desc, event_id desc) as nth ' +
    `from (${log}) as deals where type = 'deal' and list_amount is not null`
  return (
    `select ${columns({ amount })} from (${log}) as log ` +
    `left join (${ranked}) as lists on lists.nth = 1 and lists.opportunity_id = log.opportunity_id`
  )
}

/**
 * Of each month's last closes so many change sides as move its rate by the points: the first by the
 * hash of their ids, so that the same log gives the same wins. They take the name that such a close
 * usually has.
 */
function winRate(log: string, hundredths: number): string {
  const [from, into] = hundredths < 0 ? ['won', 'lost'] : ['lost', 'won']
  const told =
    "select event_id, outcome, date_trunc('month', occurred_at) as closed_month, " +
    'row_number() over (partition by opportunity_id order by occurred_at desc, event_id desc) as nth_from_last, ' +
    'row_number() over (partition by opportunity_id, outcome order by occurred_at desc, event_id desc) as nth_of_outcome ' +
    `from (${log}) as stages where type = 'stage' and opportunity_id is not null`
  // Any stage after a loss re-opens it; stages after a win are post-purchase.
  const closes = `select event_id, outcome, closed_month from (${told}) as told where (outcome = 'lost' and nth_from_last = 1) or (outcome = 'won' and nth_of_outcome = 1)`
  const counted =
    'select event_id, outcome, count(*) over (partition by closed_month) as closes, row_number() over (' +
    'partition by closed_month, outcome order by to_hex(sha256(to_utf8(event_id)))) as place ' +
    `from (${closes}) as closes`
  const flipped =
    `select event_id from (${counted}) as counted where outcome = '${from}' ` +
    `and place <= (closes * ${Math.abs(hundredths)} + 5000) / 10000`
  const named =
    'select name, row_number() over (order by count(*) desc, name) as nth ' +
    `from (${log}) as named where type = 'stage' and outcome = '${into}' group by name`
  const changed = {
    outcome: `case when flipped.event_id is not null then '${into}' else log.outcome end`,
    name: 'case when flipped.event_id is not null then coalesce(usual.name, log.name) else log.name end',
    reason: 'case when flipped.event_id is not null then null else log.reason end',
  }
  return (
    `select ${columns(changed)} from (${log}) as log ` +
    `left join (${flipped}) as flipped on flipped.event_id = log.event_id ` +
    `left join (${named}) as usual on usual.nth = 1`
  )
}

/** The event log as the scenario supposes it, over the SELECT that gives the real one. */
export function supposed({ kind, hundredths }: Scenario, log: string): string {
  if (kind === 'prices') return prices(log, hundredths)
  return kind === 'discounts' ? discounts(log, hundredths) : winRate(log, hundredths)
}
