import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { limits } from '#core/limits.ts'
import { parseReference } from '#core/reference-csv.ts'
import { referenceNames } from '#core/reference-tables.ts'

const parsed = (text: string, name = 'x.csv', removes = false) => {
  const result = parseReference(name, text, removes)
  return 'rows' in result ? { table: result.table.name, rows: result.rows } : result.faults
}

test.each(referenceNames)('the shipped example of %s is without fault', (name) => {
  const file = new URL(`../../../queries/sample/${name}.csv`, import.meta.url)
  expect(parsed(readFileSync(file, 'utf8'))).toMatchObject({ table: name })
})

describe('a file', () => {
  const row = { from_currency: 'USD', to_currency: 'EUR', valid_on: '2026-01-01', rate: '0.9' }

  test.each([
    ['commas', 'from_currency,to_currency,valid_on,rate\nUSD,EUR,2026-01-01,0.9\n'],
    ['semicolons', 'from_currency;to_currency;valid_on;rate\nUSD;EUR;2026-01-01;0.9\n'],
    ['tabs', 'from_currency\tto_currency\tvalid_on\trate\nUSD\tEUR\t2026-01-01\t0.9\n'],
    ['columns in another order', 'rate,valid_on,to_currency,from_currency\n0.9,2026-01-01,EUR,USD'],
    [
      'a byte order mark',
      '\ufefffrom_currency,to_currency,valid_on,rate\nUSD,EUR,2026-01-01,0.9\n',
    ],
    [
      'blanks and empty lines',
      'from_currency , to_currency,valid_on,rate\r\n\r\n USD,EUR , 2026-01-01,0.9\r\n\r\n',
    ],
    ['quotes', '"from_currency","to_currency","valid_on","rate"\n"USD","EUR","2026-01-01","0.9"\n'],
    [
      'another spelling of the number',
      'from_currency,to_currency,valid_on,rate\nUSD,EUR,2026-01-01,00.9000\n',
    ],
  ])('may have %s', (_, text) => {
    expect(parsed(text)).toEqual({ table: 'fx_rates', rows: [row] })
  })

  test('may have a header alone', () => {
    expect(parsed('day\n')).toEqual({ table: 'holidays', rows: [] })
  })

  test('keeps its lines when a cell holds some', () => {
    const text = 'name,touch_group\n"two\nlines",call\nx,nope\n'
    expect(parsed(text)).toEqual([{ line: 4, column: 'touch_group', message: expect.any(String) }])
  })

  test.each([
    ['empty', '', 'the file is empty'],
    [
      'of no table',
      'a,b\n1,2\n',
      'no table has the columns a, b; there are fx_rates (from_currency',
    ],
    ['with a quote left open', 'day\n"2026-01-01\n', 'the quotes of this line do not match'],
    [
      'too large',
      `day\n${'2026-01-01\n'.repeat(limits.referenceBytes / 10)}`,
      'larger than 500000 bytes',
    ],
  ])('that is %s is refused', (_, text, message) => {
    expect(parsed(text)).toEqual([
      { line: expect.any(Number), message: expect.stringContaining(message) },
    ])
  })

  test('that is named after a table is told which columns it lacks', () => {
    const text = 'metric,starts_on,ends_on,worth,worth\nwin_rate,2026-01-01,2026-02-01,1,1\n'
    expect(parsed(text, 'targets-2026.csv')).toEqual([
      {
        line: 1,
        message:
          'no column value, unknown column "worth", unknown column "worth", column worth occurs twice; targets has metric, starts_on, ends_on, value',
      },
    ])
  })
})

const headers = {
  fx_rates: 'from_currency,to_currency,valid_on,rate',
  quotas: 'owner_kind,owner,scope,starts_on,ends_on,amount,currency',
  targets: 'metric,starts_on,ends_on,value',
  touch_names: 'name,touch_group',
  icp_rules: 'profile,subject,field,operator,value',
  committee_roles: 'role,is_decision',
  holidays: 'day',
} as const

describe('a cell is refused with its line, its column and what is allowed', () => {
  test.each<[keyof typeof headers, string, column: string, allowed: RegExp]>([
    ['fx_rates', 'usd,EUR,2026-01-01,0.9', 'from_currency', /"usd"; allowed: an ISO 4217 code/],
    ['fx_rates', 'EUR,EUR,2026-01-01,1', 'to_currency', /another currency than from_currency/],
    ['fx_rates', 'USD,EUR,2026-02-30,0.9', 'valid_on', /a calendar day YYYY-MM-DD/],
    ['fx_rates', 'USD,EUR,2026-01-01,0', 'rate', /"0"; allowed: above 0, at most/],
    ['fx_rates', 'USD,EUR,2026-01-01,-1', 'rate', /above 0, at most 10 digits/],
    ['fx_rates', 'USD,EUR,2026-01-01,0.123456789', 'rate', /8 after the point/],
    ['fx_rates', 'USD,EUR,2026-01-01,', 'rate', /""; allowed: above 0/],
    [
      'quotas',
      'boss,x,all,2026-01-01,2026-02-01,1,EUR',
      'owner_kind',
      /"boss"; allowed: all, rep, team, segment, product/,
    ],
    ['quotas', 'rep,,all,2026-01-01,2026-02-01,1,EUR', 'owner', /must not be empty/],
    ['quotas', 'all,rep_01,all,2026-01-01,2026-02-01,1,EUR', 'owner', /all, as owner_kind is all/],
    [
      'quotas',
      'rep,r,some,2026-01-01,2026-02-01,1,EUR',
      'scope',
      /allowed: all, new_business, expansion/,
    ],
    ['quotas', 'rep,r,all,2026-02-01,2026-02-01,1,EUR', 'ends_on', /after starts_on/],
    ['quotas', 'rep,r,all,2026-01-01,2026-02-01,0,EUR', 'amount', /above 0/],
    ['quotas', 'rep,r,all,2026-01-01,2026-02-01,1.00001,EUR', 'amount', /4 after the point/],
    ['quotas', 'rep,r,all,2026-01-01,2026-02-01,1,', 'currency', /ISO 4217/],
    [
      'targets',
      'winrate,2026-01-01,2026-02-01,0.3',
      'metric',
      /allowed: qualified_leads, .*win_rate/,
    ],
    ['targets', 'win_rate,2026-01-01,2026-02-01,30%', 'value', /a decimal/],
    ['touch_names', 'demo,demos', 'touch_group', /"demos"; .*demo_request/],
    ['icp_rules', 'a,company,tier,equals,A', 'subject', /allowed: account, person/],
    ['icp_rules', 'a,account,colour,equals,red', 'field', /for account one of industry/],
    ['icp_rules', 'a,person,employees,at_least,5', 'field', /for person one of seniority/],
    ['icp_rules', 'a,account,tier,like,A', 'operator', /allowed: equals, in, at_least/],
    ['icp_rules', 'a,account,tier,at_least,5', 'operator', /at_least is for employees/],
    [
      'icp_rules',
      'a,account,employees,at_most,many',
      'value',
      /a number, as the operator is at_most/,
    ],
    ['icp_rules', 'a,account,tier,present,A', 'value', /true, as the operator is present/],
    ['icp_rules', 'a,account,tier,in,A||B', 'value', /words with \| between them/],
    ['committee_roles', 'champion,yes', 'is_decision', /"yes"; allowed: true or false/],
    ['holidays', '25.12.2026', 'day', /a calendar day YYYY-MM-DD/],
  ])('%s: %s', (table, line, column, allowed) => {
    const good = parseReference('x.csv', `${headers[table]}\n\n${line}\n`)
    expect(good).toEqual({ faults: [{ line: 3, column, message: expect.stringMatching(allowed) }] })
  })

  test('and so is every other one that is wrong, in the order of the lines', () => {
    const text = `${headers.targets}\nx,2026-01-01,2026-01-01,1\nnrr,2026-01-01\n`
    expect(parsed(text)).toEqual([
      { line: 2, column: 'metric', message: expect.stringContaining('"x"') },
      { line: 3, message: '2 cells, the header has 4' },
    ])
  })
})

test('two rows of one key are refused, however they are written', () => {
  const text = `${headers.quotas}\nrep,r,all,2026-01-01,2026-02-01,1,EUR\n rep,r,all,2026-01-01,2026-02-01,2,EUR\n`
  expect(parsed(text)).toEqual([
    { line: 3, message: 'the same owner_kind, owner, scope, starts_on, ends_on as in line 2' },
  ])
})

describe('a removal', () => {
  test('needs the key columns only', () => {
    expect(parsed('starts_on,ends_on,metric\n2026-01-01,2026-02-01,gone\n', 'x', true)).toEqual({
      table: 'targets',
      rows: [{ metric: 'gone', starts_on: '2026-01-01', ends_on: '2026-02-01' }],
    })
    expect(parsed('name,touch_group\nx,\n', 'x', true)).toEqual({
      table: 'touch_names',
      rows: [{ name: 'x' }],
    })
  })

  test('names every part of the key', () => {
    expect(parsed('metric,starts_on,ends_on\nnrr,,2026-01-01\n', 'x', true)).toEqual([
      { line: 2, column: 'starts_on', message: 'empty; it names the row' },
    ])
  })
})
