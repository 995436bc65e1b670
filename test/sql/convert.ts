import { compose } from '#core/compose.ts'
import type { QueryEngine } from '#core/ports.ts'
import { givenTable } from './given.ts'
import { catalog } from './sources.ts'
import { selectOf } from './values.ts'

const rates = catalog.models.find(({ name }) => name === 'rates')

/**
 * Money of days in the reporting currency, by day and amount, converted as reports convert it: `fx` is
 * a CSV of fx_rates, `money` one of currency, day and amount.
 */
export async function convert(
  engine: QueryEngine,
  { fx, currency, money }: { fx: string; currency: string; money: string },
): Promise<unknown[]> {
  if (!rates) throw new Error('no model rates')
  const given = {
    fx_rates: selectOf(givenTable('fx_rates', fx)),
    settings: selectOf(givenTable('settings', `currency\n${currency}`)),
  }
  const sql = `select cast(cast(amount as decimal(38,8)) * rate as decimal(18,4)) as converted
    from money
    left join rates on rates.currency = money.currency and rates.starts_on <= money.day
      and money.day < rates.ends_on
    order by money.day, amount`
  const tables = {
    rates: compose(rates.sql, rates.inputs, given),
    money: selectOf(givenTable('money', money)),
  }
  const { rows } = await engine.run(compose(sql, ['rates', 'money'], tables), 'convert')
  return rows.map((row) => row.converted)
}

const header = 'from_currency,to_currency,valid_on,rate'
const moneyOf = (...lines: string[]) => `currency,day:date,amount\n${lines.join('\n')}`
const most = '99999999999999.9999'

/** Money, its rates and what it becomes, worked out by hand. */
export const conversions: readonly {
  readonly what: string
  readonly fx: string
  readonly currency: string
  readonly money: string
  readonly converted: readonly (string | null)[]
}[] = [
  {
    // Published example: dated exchange rates, help.salesforce.com, advanced currency management.
    what: 'at the rate of its day: 1.39 on 20 January, 1.42 on 10 February',
    fx: `${header}\nUSD,AUD,2026-01-01,1.39\nUSD,AUD,2026-02-01,1.42`,
    currency: 'AUD',
    money: moneyOf('USD,2026-01-20,1', 'USD,2026-02-10,1'),
    converted: ['1.3900', '1.4200'],
  },
  {
    what: 'to four decimals, half away from zero',
    fx: `${header}\nUSD,EUR,2026-01-01,0.5`,
    currency: 'EUR',
    money: moneyOf('USD,2026-01-01,0.0001', 'USD,2026-01-02,-0.0001', 'USD,2026-01-03,0.0003'),
    converted: ['0.0001', '-0.0001', '0.0002'],
  },
  {
    what: 'with all eight places of the rate',
    fx: `${header}\nUSD,EUR,2026-01-01,0.99999999`,
    currency: 'EUR',
    money: moneyOf('USD,2026-01-01,50000', 'USD,2026-01-02,4999'),
    converted: ['49999.9995', '4999.0000'],
  },
  {
    what: 'however much it is',
    fx: header,
    currency: 'EUR',
    money: moneyOf(`EUR,2026-01-01,-${most}`, `EUR,2026-01-02,${most}`),
    converted: [`-${most}`, most],
  },
  {
    what: 'not at all before the first rate and in a currency without one',
    fx: `${header}\nUSD,EUR,2026-01-01,0.5`,
    currency: 'EUR',
    money: moneyOf('USD,2025-12-31,1', 'GBP,2026-01-01,1'),
    converted: [null, null],
  },
]
