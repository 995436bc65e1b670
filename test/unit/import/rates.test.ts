import { expect, test } from 'vitest'
import { parseReference } from '#core/reference-csv.ts'
import { table } from './exports.ts'
import { prepared } from './recognised.ts'

const dated = table(
  'Id,IsoCode,StartDate,NextStartDate,ConversionRate',
  '1,GBP,2025-01-01,2025-07-01,0.8',
  '2,GBP,2025-07-01,9999-12-31,0.5',
  '3,EUR,2025-03-01,9999-12-31,1.25',
)
const currencies = table(
  'Id,IsoCode,ConversionRate,DecimalPlaces,IsActive,IsCorporate',
  '1,USD,1,2,true,true',
  '2,CHF,2,2,true,false',
)

test('dated rates become rates into the currency of the reports, also where another one is corporate', async () => {
  const found = await prepared({ 'DatedConversionRate.csv': dated, 'CurrencyType.csv': currencies })
  expect(found.refused).toEqual([])
  // One dollar was 0.8, then 0.5 pounds, and from March on 1.25 euros: a pound 1.25 / 0.8, then 1.25 / 0.5.
  expect(found.rates?.split('\n').sort()).toEqual([
    '',
    'CHF,EUR,2025-03-01,0.62500000',
    'GBP,EUR,2025-03-01,1.56250000',
    'GBP,EUR,2025-07-01,2.50000000',
    'USD,EUR,2025-03-01,1.25000000',
    'from_currency,to_currency,valid_on,rate',
  ])
  const parsed = parseReference('fx_rates.csv', found.rates ?? '', false)
  expect('rows' in parsed && parsed.rows).toHaveLength(4)
})

test('the currency that is always 1 is the corporate one', async () => {
  const euro = table('IsoCode,StartDate,ConversionRate', 'EUR,2025-01-01,1', 'USD,2025-01-01,1.25')
  expect((await prepared({ 'rates.csv': euro })).rates).toContain('USD,EUR,2025-01-01,0.80000000')
})

test.each([
  ['without a corporate currency', 'GBP,2025-01-01,0.8', 'names no corporate currency'],
  ['without the currency of the reports', 'USD,2025-01-01,1', 'has no rate of EUR'],
  ['a rate of nothing', 'EUR,2025-01-01,0', 'line 2: "0" is no rate of exchange'],
  ['a rate that is no number', 'EUR,2025-01-01,much', 'line 2: "much" is no rate of exchange'],
  ['a word for a currency', 'Euros,2025-01-01,1', 'line 2: "EUROS" is no currency'],
  ['no day', 'EUR,soon,1', 'line 2: "soon" is no day'],
])('%s is refused, naming the line', async (_, row, reason) => {
  const found = await prepared({ 'rates.csv': table('IsoCode,StartDate,ConversionRate', row) })
  expect(found.rates).toBeUndefined()
  expect(found.refused[0]?.reason).toContain(reason)
})
