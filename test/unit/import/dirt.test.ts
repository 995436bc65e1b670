import { describe, expect, test } from 'vitest'
import { importRecognised, prepared } from './recognised.ts'

const header = 'Deal ID,Deal Stage,Create Date,Close Date,Amount'
const deals = (...rows: string[]) => ({ 'deals.csv': [header, ...rows].join('\n') })
const amountsOf = (stored: readonly Readonly<Record<string, unknown>>[]) =>
  stored.filter(({ name }) => name === 'closed_won').map(({ amount }) => amount)

describe('encodings and delimiters are found', () => {
  const text = 'Deal ID;Deal Stage;Create Date;Owner\n1;Proposal;2026-01-02;Jörg €\n'
  const windows = Buffer.from(text.replace('€', '').replace('ö', '\u00f6'), 'latin1')
  test.each<[string, string | Uint8Array, string]>([
    ['UTF-8', text, 'Jörg €'],
    ['UTF-8 with mark', `\ufeff${text}`, 'Jörg €'],
    ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), 'Jörg €'],
    ['UTF-16 without mark', Buffer.from(text, 'utf16le'), 'Jörg €'],
    ['UTF-16 big-endian', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'Jörg €'],
    ['Windows-1252', windows, 'Jörg '],
    ['tabs', text.replaceAll(';', '\t'), 'Jörg €'],
    ['bars', text.replaceAll(';', '|'), 'Jörg €'],
    ['a line that names the delimiter', `sep=;\n${text}`, 'Jörg €'],
  ])('%s', async (_, content, rep) => {
    const { stored } = await importRecognised({ 'deals.csv': content })
    expect(stored[0]).toMatchObject({ name: 'created', rep })
  })
})

describe('dates are told by the whole column', () => {
  test('one day above 12 settles all', async () => {
    const { stored } = await importRecognised(
      deals('1,Proposal,03/04/2026,,1', '2,Proposal,13/04/2026,,1', '3,Proposal,05/04/2026,,1'),
    )
    const created = stored.filter(({ name }) => name === 'created')
    expect(created.map(({ occurred_at: at }) => at)).toEqual([
      '2026-04-03',
      '2026-04-13',
      '2026-04-05',
    ])
  })

  test('another column of the file settles it too', async () => {
    const { stored } = await importRecognised(deals('1,Closed Won,03/04/2026,04/25/2026,1'))
    expect(stored[0]).toMatchObject({ occurred_at: '2026-03-04' })
  })

  test('when both orders fit, nothing is imported and the line to add is named', async () => {
    const files = deals('1,Proposal,03/04/2026,,1')
    const { understood } = await prepared(files)
    expect(understood[0]?.questions).toEqual([
      {
        reason: 'Create Date holds "03/04/2026": the day or the month may come first',
        add: '"dates": "day_first" or "dates": "month_first"',
      },
    ])
    const { stored } = await importRecognised(files, {
      entry: { match: 'deals.csv', dates: 'day_first' },
    })
    expect(stored[0]).toMatchObject({ occurred_at: '2026-04-03' })
  })

  test('a column that mixes both orders is asked about', async () => {
    const { understood } = await prepared(deals('1,Won,13/04/2026,,1', '2,Won,04/13/2026,,1'))
    expect(understood[0]?.questions[0]?.reason).toContain('no order fits all of them')
  })

  test('serial dates of a spreadsheet, and local times in the zone of the mapping', async () => {
    const serial = await importRecognised(deals('1,Closed Won,46024,46055,1'))
    expect(serial.stored[0]).toMatchObject({ occurred_at: '2026-01-02' })
    const local = await importRecognised(
      deals('1,Closed Won,2026-01-02 09:00,2026-02-02 09:00,1'),
      {
        entry: { match: 'deals.csv', zone: 'America/New_York' },
      },
    )
    expect(local.stored[0]).toMatchObject({ occurred_at: '2026-01-02T14:00:00.000Z' })
  })
})

describe('numbers are told by the whole file', () => {
  const won = (amount: string) => `${amount.length},Closed Won,2026-01-02,2026-02-02,"${amount}"`
  test.each([
    [
      ['1.234,50', '10'],
      ['1234.50', '10'],
    ],
    [
      ['$1,234.50', '1,000'],
      ['1234.50', '1000'],
    ],
    [
      ['1.000', '99.000,00'],
      ['1000', '99000.00'],
    ],
  ])('%j', async (amounts, expected) => {
    const { stored } = await importRecognised(deals(...amounts.map(won)))
    expect(amountsOf(stored)).toEqual(expected)
  })

  test('when a mark may be either, it is asked', async () => {
    const { understood } = await prepared(deals(won('1.234')))
    expect(understood[0]?.questions[0]?.add).toBe('"decimals": "point" or "decimals": "comma"')
  })

  test('the sign in the amounts names the currency', async () => {
    const { stored } = await importRecognised(deals(won('£5.50')))
    expect(stored.at(-1)).toMatchObject({ amount: '5.50', currency: 'GBP' })
  })

  test('probabilities of 0 to 100 become shares', async () => {
    const content = `${header},Probability\n1,Proposal,2026-01-02,,1,65\n2,Proposal,2026-01-02,,1,1\n`
    const { stored } = await importRecognised({ 'deals.csv': content })
    const shares = stored.filter(({ name }) => name === 'updated').map((event) => event.probability)
    expect(shares).toEqual(['0.65', '0.01'])
  })
})

describe('what is no value and no record', () => {
  test('Select, NULL, N/A and their like are missing', async () => {
    const content = `${header},Owner\n1,Proposal,2026-01-02,NULL,N/A,Select\n`
    const { stored } = await importRecognised({ 'deals.csv': content })
    for (const event of stored) {
      expect(event).not.toHaveProperty('amount')
      expect(event).not.toHaveProperty('rep')
    }
  })

  test('titles above the header, totals and notes below are passed over and named', async () => {
    const content = `Deals of 2026\n"January 1, 2026 - June 30, 2026"\n${header}\n1,Closed Won,2026-01-02,2026-02-02,5\nGrand Total,,,,5\nConfidential\n`
    const { stored, summary } = await importRecognised({ 'deals.csv': content })
    expect(amountsOf(stored)).toEqual(['5'])
    expect(summary[0]).toMatchObject({
      rows: 1,
      asides: 2,
      asideExamples: ['line 5: Grand Total', 'line 6: Confidential'],
    })
  })

  test('a header twice is read by its first', async () => {
    const content = `${header},Amount\n1,Closed Won,2026-01-02,2026-02-02,5,6\n`
    const { stored } = await importRecognised({ 'deals.csv': content })
    expect(amountsOf(stored)).toEqual(['5'])
    const entry = { match: 'deals.csv', as: 'deals', columns: { amount: 'Amount#2' } }
    expect(amountsOf((await importRecognised({ 'deals.csv': content }, { entry })).stored)).toEqual(
      ['6'],
    )
  })

  test('ids that a spreadsheet has rounded are refused', async () => {
    const { refused } = await prepared(deals('1.23457E+11,Proposal,2026-01-02,,1'))
    expect(refused[0]?.reason).toContain(
      'line 2, column Deal ID: a spreadsheet has rounded the ids',
    )
  })

  test('a formula is text', async () => {
    const { stored } = await importRecognised({
      'deals.csv': `${header},Owner\n1,Proposal,2026-01-02,,1,"=HYPERLINK(""x"")"\n`,
    })
    expect(stored[0]).toMatchObject({ rep: '=HYPERLINK("x")' })
  })

  test('a misspelt value is kept, and said to be neither won nor lost', async () => {
    const { stored, prepared: found } = await importRecognised(
      deals('1,Closd Wonn,2026-01-02,2026-02-02,5'),
    )
    expect(stored.map(({ name }) => name)).toEqual(['created', 'opportunity_opened', 'updated'])
    expect([...(found.understood[0]?.facts.profile.columns.get('stage')?.words ?? [])]).toEqual([
      'Closd Wonn',
    ])
  })
})

test('an id that is written as a formula to keep its zeros is that text', async () => {
  const { stored } = await importRecognised(deals('"=""007""",Proposal,2026-01-02,,1'))
  expect(stored[0]).toMatchObject({ opportunity_id: '007' })
})

test('a formula in place of a number is a bad row and tells nothing of the decimal mark', async () => {
  const { summary } = await importRecognised(
    deals('1,Proposal,2026-01-02,,=1+1', '2,Proposal,2026-01-02,,1.5'),
  )
  expect(summary[0]).toMatchObject({ badRows: 1, problems: [{ line: 2, column: 'Amount' }] })
})
