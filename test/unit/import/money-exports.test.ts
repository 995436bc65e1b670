import { describe, expect, test } from 'vitest'
import { brief, table, taken } from './exports.ts'

describe('spend', () => {
  const linkedIn = [
    'Campaign Performance Report (in UTC)',
    'Report Start: January 1, 2026, 12:00 AM',
    '',
    'Start Date (in UTC)\tCurrency\tCampaign Group Name\tCampaign Name\tTotal Spent\tImpressions',
    '1/1/2026\tEUR\tBrand\tAwareness\t"1,234.56"\t1000',
    '1/14/2026\tEUR\tBrand\tLeads\t50.00\t100',
  ]
  const files: readonly (readonly [string, string | Buffer, string, unknown[][]])[] = [
    [
      'LinkedIn Ads',
      Buffer.from(`\ufeff${table(...linkedIn)}`, 'utf16le'),
      'LinkedIn Ads',
      [
        ['2026-01-01', '2026-01-02', '1234.56', 'EUR', 'Awareness'],
        ['2026-01-14', '2026-01-15', '50.00', 'EUR', 'Leads'],
      ],
    ],
    [
      'Meta Ads',
      table(
        'Day,"Campaign name","Reporting starts","Reporting ends","Amount spent (USD)"',
        '2026-01-05,Leads,2026-01-05,2026-01-05,12.34',
      ),
      'Meta Ads',
      [['2026-01-05', '2026-01-06', '12.34', 'USD', 'Leads']],
    ],
    [
      'Meta Ads in German, one row a campaign and month',
      table(
        '"Berichtsbeginn","Berichtsende","Kampagnenname","Ausgegebener Betrag (SEK)"',
        '2026-01-01,2026-01-31,Leads,"1234.56"',
      ),
      'Meta Ads',
      [['2026-01-01', '2026-02-01', '1234.56', 'SEK', 'Leads']],
    ],
    [
      'Google Ads in German',
      table(
        'Kampagnenbericht',
        '1. Januar 2026 - 31. Januar 2026',
        'Tag;Kampagne;Kampagnentyp;Währungscode;Kosten;Impr.;Klicks',
        '2026-01-05;Brand;Suchnetzwerk;EUR;1.234,56;1.000;10',
        'Gesamt: Kampagnen;;;EUR;1.234,56;1.000;10',
      ),
      'Google Ads',
      [['2026-01-05', '2026-01-06', '1234.56', 'EUR', 'Brand']],
    ],
  ]
  test.each(files)('%s', async (_, content, channel, expected) => {
    const { stored } = await taken('spend.csv', content)
    expect(brief(stored, 'period_start', 'period_end', 'amount', 'currency', 'campaign')).toEqual(
      expected,
    )
    expect(stored.every((event) => event.channel === channel)).toBe(true)
  })
})

describe('billing', () => {
  test('Chargebee subscriptions, whose columns have the record before each name', async () => {
    const { stored, entry } = await taken(
      'subscriptions.csv',
      table(
        'subscriptions.id,customers.id,subscriptions.plan_id,subscriptions.status,subscriptions.started_at,subscriptions.cancelled_at,subscriptions.mrr,subscriptions.currency_code',
        's1,c1,pro,Active,13-Apr-2025 13:41,,150.00,EUR',
        's2,c2,pro,Cancelled,01-Mar-2025 08:00,15-Dec-2025 09:30,30.00,USD',
      ),
    )
    expect(entry.source_system).toBe('chargebee')
    expect(brief(stored, 'subscription_id', 'account_id', 'action', 'amount', 'currency')).toEqual([
      ['s1', 'c1', 'start', '150.00', 'EUR'],
      ['s2', 'c2', 'start', '30.00', 'USD'],
      ['s2', 'c2', 'cancel', '0', 'USD'],
    ])
  })

  const payments =
    'id,Created date (UTC),Amount,Amount Refunded,Currency,Refunded date (UTC),Status,Customer ID'

  test('a Stripe payment that was refunded counts as paid and as refunded', async () => {
    const { stored } = await taken(
      'payments.csv',
      table(
        payments,
        'ch_1,2025-04-13 13:41,30.00,0.00,eur,,Paid,c1',
        'ch_2,2025-05-13 13:41,30.00,30.00,eur,2025-05-20 08:00,Refunded,c1',
        'ch_3,2025-06-13 13:41,30.00,0.00,eur,,Failed,c1',
      ),
    )
    expect(brief(stored, 'action', 'occurred_at', 'amount')).toEqual([
      ['charge', '2025-04-13T13:41:00.000Z', '30.00'],
      ['charge', '2025-05-13T13:41:00.000Z', '30.00'],
      ['refund', '2025-05-20T08:00:00.000Z', '30.00'],
    ])
  })

  test('a refunded payment without its refund counts as none', async () => {
    const { stored } = await taken(
      'payments.csv',
      table(
        'Payment ID,Payment Date,Amount,Currency,Status,Customer ID',
        'p1,2025-04-13,30.00,EUR,Paid,c1',
        'p2,2025-04-14,30.00,EUR,Refunded,c1',
      ),
    )
    expect(brief(stored, 'action', 'occurred_at')).toEqual([['charge', '2025-04-13']])
  })
})

test('micros of Google Ads are millionths', async () => {
  const { stored } = await taken(
    'spend.csv',
    table(
      'campaign.name,segments.date,metrics.cost_micros,customer.currency_code',
      'Brand,2026-01-05,1234560000,EUR',
    ),
  )
  expect(brief(stored, 'campaign', 'amount')).toEqual([['Brand', '1234.5600']])
})

test('invoices: those paid count, on the day they were', async () => {
  const { stored } = await taken(
    'invoices.csv',
    table(
      'invoices.id,customers.id,invoices.date,invoices.status,invoices.amount_paid,invoices.currency_code,invoices.paid_on',
      '1,c1,13-Apr-2025,Paid,150.00,EUR,14-Apr-2025',
      '2,c2,13-Apr-2025,Not Paid,0.00,EUR,',
    ),
  )
  expect(brief(stored, 'account_id', 'action', 'amount', 'occurred_at')).toEqual([
    ['c1', 'charge', '150.00', '2025-04-14'],
  ])
})
