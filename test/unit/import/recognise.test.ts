import { describe, expect, test } from 'vitest'
import { importRecognised, prepared } from './recognised.ts'

/** Headers as the vendors' exports have them, with the kind they are and the system. */
const headers: readonly (readonly [what: string, kind: string, system: string, header: string])[] =
  [
    [
      'HubSpot deals',
      'deals',
      'hubspot',
      'Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Create Date,Deal owner',
    ],
    [
      'HubSpot deals by API names',
      'deals',
      'hubspot',
      'hs_object_id,dealname,dealstage,pipeline,amount,closedate,createdate,hubspot_owner_id',
    ],
    [
      'HubSpot contacts',
      'leads',
      'hubspot',
      'Record ID,First Name,Last Name,Email,Lifecycle Stage,Lead Status,Create Date,Became a Marketing Qualified Lead Date,Original Source',
    ],
    [
      'HubSpot companies',
      'accounts',
      'hubspot',
      'Record ID,Company name,Company Domain Name,Industry,Number of Employees,Annual Revenue,Create Date,Company owner',
    ],
    [
      'Salesforce Opportunity',
      'deals',
      'salesforce',
      'Id,AccountId,Name,StageName,Amount,Probability,CloseDate,Type,LeadSource,IsClosed,IsWon,ForecastCategoryName,CurrencyIsoCode,OwnerId,CreatedDate,SystemModstamp',
    ],
    [
      'Salesforce OpportunityFieldHistory',
      'deal_properties',
      'salesforce',
      'Id,OpportunityId,CreatedById,CreatedDate,Field,OldValue,NewValue',
    ],
    [
      'Salesforce Lead',
      'leads',
      'salesforce',
      'Id,LastName,FirstName,Title,Company,Email,LeadSource,Status,Industry,IsConverted,ConvertedDate,ConvertedAccountId,ConvertedContactId,ConvertedOpportunityId,CreatedDate,SystemModstamp',
    ],
    [
      'Salesforce Account',
      'accounts',
      'salesforce',
      'Id,MasterRecordId,Name,Type,ParentId,Industry,AnnualRevenue,NumberOfEmployees,Website,OwnerId,CreatedDate,SystemModstamp',
    ],
    [
      'Salesforce Contact',
      'contacts',
      'salesforce',
      'Id,AccountId,LastName,FirstName,Title,Email,OwnerId,CreatedDate,SystemModstamp',
    ],
    [
      'Salesforce OpportunityContactRole',
      'deal_contacts',
      'salesforce',
      'Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,SystemModstamp',
    ],
    [
      'Salesforce CampaignMember',
      'campaign_members',
      'salesforce',
      'Id,CampaignId,LeadId,ContactId,Status,HasResponded,CreatedDate,FirstRespondedDate,SystemModstamp',
    ],
    [
      'Stripe subscriptions',
      'subscriptions',
      'stripe',
      'id,Customer ID,Plan,Quantity,Currency,Interval,Amount,Status,Created (UTC),Start (UTC),Canceled At (UTC),Ended At (UTC)',
    ],
    [
      'Stripe invoices',
      'invoices',
      'stripe',
      'id,Amount Due,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,Total,Amount Paid,Status',
    ],
    [
      'Stripe payments',
      'charges',
      'stripe',
      'id,Description,Created (UTC),Amount,Amount Refunded,Currency,Status,Customer ID,Invoice ID,Refunded date (UTC)',
    ],
    [
      'Google Ads',
      'spend',
      'google_ads',
      'Day,Campaign,Campaign type,Currency code,Cost,Impr.,Clicks',
    ],
    [
      'Meta Ads',
      'spend',
      'meta_ads',
      'Campaign name,Reporting starts,Reporting ends,Amount spent (EUR),Impressions',
    ],
    [
      'a pipeline with engage date',
      'deals',
      'import',
      'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
    ],
    [
      'accounts by name',
      'accounts',
      'import',
      'account,sector,year_established,revenue,employees,office_location,subsidiary_of',
    ],
    [
      'subscriptions with flags',
      'subscriptions',
      'import',
      'subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,billing_frequency',
    ],
    ['product events', 'events', 'import', 'user_id,event_name,event_date'],
    [
      'activities',
      'activities',
      'import',
      'activity_id,contact_id,deal_id,activity_type,activity_date,owner',
    ],
    ['NPS answers', 'surveys', 'import', 'response_id,customer_id,response_date,nps_score'],
  ]

describe('a file is known by its header', () => {
  test.each(headers)('%s', async (_, kind, system, header) => {
    const { understood, refused } = await prepared({ 'export.csv': `${header}\n` })
    expect(refused).toEqual([])
    expect(understood[0]?.match.recipe.id).toBe(kind)
    expect(understood[0]?.entry.source_system).toBe(system)
  })

  test('one of no known kind is not imported, with the line to add', async () => {
    const { refused } = await prepared({ 'months.csv': 'month,starting_mrr,nrr\n2026-01,1,2\n' })
    expect(refused[0]).toMatchObject({
      reason: expect.stringContaining('no kind that is known'),
      add: '"as": "<kind>", "columns": {"<role>": "<column>"}',
    })
  })

  test('the line names what is missing, and with it the file is understood', async () => {
    const files = { 'costs.csv': 'month,channel,paid_to_them\n2026-01-01,Email,12.50\n' }
    const { refused } = await prepared(files)
    expect(refused[0]?.add).toBe('"as": "spend", "columns": {"amount": "<column>"}')
    const entry = { match: 'costs.csv', as: 'spend', columns: { amount: 'paid_to_them' } }
    const { stored } = await importRecognised(files, { entry })
    expect(stored).toEqual([
      expect.objectContaining({
        period_start: '2026-01-01',
        period_end: '2026-02-01',
        amount: '12.50',
        currency: 'EUR',
        channel: 'Email',
      }),
    ])
  })
})
