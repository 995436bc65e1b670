import { describe, expect, test } from 'vitest'
import { brief, table, taken } from './exports.ts'
import { importRecognised } from './recognised.ts'

describe('deals', () => {
  test('Pipedrive: won, lost and open by the status, stages by the last change', async () => {
    const header =
      '"Deal - ID","Deal - Value","Deal - Currency of Value","Deal - Organization","Deal - Stage","Deal - Status","Deal - Deal created","Deal - Update time","Deal - Last stage change","Deal - Won time","Deal - Lost time","Deal - Deal closed on","Deal - Lost reason","Deal - Expected close date"'
    const { stored, entry } = await taken(
      'deals.csv',
      table(
        header,
        '1,1200.5,EUR,Acme,Proposal Made,Won,2026-01-05 09:00:00,2026-02-14 10:30:00,2026-02-01 09:00:00,2026-02-14 10:30:00,,2026-02-14 10:30:00,,2026-02-10',
        '2,900,USD,Bond,Contact Made,Lost,2026-01-06 09:00:00,2026-03-14 10:30:00,2026-03-01 09:00:00,,2026-03-14 10:30:00,2026-03-14 10:30:00,Price,',
        '3,500,EUR,Core,Qualified,Open,2026-03-06 09:00:00,2026-03-14 10:30:00,2026-03-10 09:00:00,,,,,2026-09-30',
      ),
    )
    expect(entry.source_system).toBe('pipedrive')
    const stages = stored.filter(({ type }) => type === 'stage')
    expect(brief(stages, 'opportunity_id', 'name', 'outcome')).toEqual([
      ['1', 'opportunity_opened', 'open'],
      ['1', 'proposal_sent', undefined],
      ['1', 'closed_won', 'won'],
      ['2', 'opportunity_opened', 'open'],
      ['2', 'Contact Made', undefined],
      ['2', 'closed_lost', 'lost'],
      ['3', 'opportunity_opened', 'open'],
      ['3', 'Qualified', undefined],
    ])
    expect(stages.find(({ outcome }) => outcome === 'lost')).toMatchObject({
      occurred_at: '2026-03-14T10:30:00.000Z',
      reason: 'Price',
      currency: 'USD',
    })
    const open = stored.find(
      ({ type, name, opportunity_id: id }) => type === 'deal' && name === 'updated' && id === '3',
    )
    expect(open).toMatchObject({ expected_close: '2026-09-30', amount: '500' })
  })

  test('HubSpot in German: numbers, days and words as they are written there', async () => {
    const { stored, entry } = await taken(
      'deals.csv',
      Buffer.from(
        table(
          'Datensatz-ID;Deal-Name;Deal-Phase;Pipeline;Betrag;Abschlussdatum;Erstelldatum;Für Deal zuständiger Mitarbeiter;Deal-Typ',
          '101;Alpha;Abgeschlossen und gewonnen;Vertrieb;1.200,50;14.02.2026 10:30;05.01.2026 09:00;Ann;Neugeschäft',
          '103;Gamma;Abgeschlossen und verloren;Vertrieb;;20.03.2026 10:30;07.02.2026 09:00;Bob;Bestandsgeschäft',
        ),
        'latin1',
      ),
    )
    expect(entry).toMatchObject({ source_system: 'hubspot', encoding: 'windows-1252' })
    expect(brief(stored, 'opportunity_id', 'name', 'occurred_at', 'amount', 'deal_type')).toEqual([
      ['101', 'created', '2026-01-05T09:00:00.000Z', undefined, 'new'],
      ['101', 'opportunity_opened', '2026-01-05T09:00:00.000Z', undefined, undefined],
      ['101', 'updated', '2026-02-14T10:30:00.000Z', '1200.50', undefined],
      ['101', 'closed_won', '2026-02-14T10:30:00.000Z', '1200.50', undefined],
      ['103', 'created', '2026-02-07T09:00:00.000Z', undefined, 'expansion'],
      ['103', 'opportunity_opened', '2026-02-07T09:00:00.000Z', undefined, undefined],
      ['103', 'updated', '2026-03-20T10:30:00.000Z', undefined, undefined],
      ['103', 'closed_lost', '2026-03-20T10:30:00.000Z', undefined, undefined],
    ])
  })

  test('a Salesforce report in German: each row in its currency, the total left out', async () => {
    const { stored } = await taken(
      'report.csv',
      table(
        '"Opportunity-ID","Accountname","Phase","Betrag","Betrag: Währung","Schlusstermin","Erstelldatum","Typ"',
        '"0061","Acme","Closed Won","1.200,50","GBP","14.02.2026","05.01.2026","Neukunde"',
        '"0062","Acme","Verhandlung","900,00","EUR","30.12.2026","15.01.2026","Neukunde"',
        'Gesamt,,,"2.100,50",,,,',
      ),
    )
    const money = stored.filter(({ amount }) => amount !== undefined)
    expect(brief(money, 'opportunity_id', 'amount', 'currency')).toEqual([
      ['0061', '1200.50', 'GBP'],
      ['0061', '1200.50', 'GBP'],
      ['0062', '900.00', 'EUR'],
    ])
  })

  test('a Salesforce report of stage changes: each at the time of the change', async () => {
    const { stored } = await taken(
      'history.csv',
      table(
        'Opportunity ID,Amount,From Stage,To Stage,Last Modified,Close Date,Created Date',
        '0061,1000,Prospecting,Proposal/Price Quote,1/25/2026,3/1/2026,1/5/2026',
        '0061,1000,Proposal/Price Quote,Closed Lost,2/25/2026,2/25/2026,1/5/2026',
      ),
    )
    const stages = stored.filter(({ type }) => type === 'stage')
    expect(brief(stages, 'name', 'occurred_at')).toEqual([
      ['proposal_sent', '2026-01-25'],
      ['closed_lost', '2026-02-25'],
    ])
  })

  test('the first of several associated contacts is the lead', async () => {
    const { stored } = await taken(
      'deals.csv',
      table(
        'Record ID,Deal Stage,Create Date,Close Date,Amount,Associated Contact IDs',
        '1,Closed Won,2026-01-05,2026-02-05,10,101;205',
      ),
    )
    expect(new Set(stored.map(({ lead_id: id }) => id))).toEqual(new Set(['101']))
  })

  test('tasks, tickets and orders with an id, a status and a date are no deals', async () => {
    const { prepared, stored } = await importRecognised({
      'tickets.csv': table('Id,Status,Created Date,Title', '1,Open,2026-01-05,Help'),
    })
    expect(stored).toEqual([])
    expect(prepared.refused).toHaveLength(1)
  })
})

describe('activities', () => {
  const files: readonly (readonly [string, string, string, unknown[][]])[] = [
    [
      'HubSpot calls, more than one contact at one',
      '"Record ID","Activity date","Call Title","Call outcome","Call direction","Associated Contact IDs","Associated Deal IDs"',
      '9001,2026-01-05 14:30,Intro,Connected,Outbound,101;205,55',
      [['call_made', '101', undefined, '55', 'outbound']],
    ],
    [
      'HubSpot e-mails that were received',
      '"Record ID","Activity date","Email subject","Email direction","Associated Contact IDs"',
      '9101,2026-01-06 14:30,Re: Hello,INCOMING_EMAIL,101',
      [['email_received', '101', undefined, undefined, 'inbound']],
    ],
    [
      'HubSpot e-mails that were sent',
      '"Record ID","Activity date","Email subject","Email direction","Associated Contact IDs"',
      '9102,2026-01-06 14:30,Hello,EMAIL,101',
      [['email_sent', '101', undefined, undefined, 'outbound']],
    ],
    [
      'HubSpot meetings',
      '"Record ID","Meeting start time","Meeting name","Meeting outcome","Associated Contact IDs"',
      '9201,2026-01-07 14:30,Demo,Completed,101',
      [['meeting_booked', '101', undefined, undefined, undefined]],
    ],
    [
      'HubSpot notes',
      '"Record ID","Activity date","Note body","Associated Contact IDs"',
      '9301,2026-01-07 14:30,<p>Nice</p>,101',
      [['note', '101', undefined, undefined, undefined]],
    ],
    [
      'HubSpot tasks that were done, by the time they were',
      '"Record ID","Task Title","Task Type","Due Date","Completed at","Associated Contact IDs"',
      '9401,Ring,Call,2026-01-09 08:00,2026-01-09 10:12,101',
      [['call_made', '101', undefined, undefined, undefined]],
    ],
    [
      'Salesforce tasks of a lead, by the id of whom',
      'Id,WhoId,WhatId,Subject,ActivityDate,Status,TaskSubtype,CallType',
      '00T1,00Q1,0061,Call,2026-01-10,Completed,Call,Outbound',
      [['call_made', '00Q1', undefined, '0061', 'outbound']],
    ],
    [
      'Salesforce tasks of a contact, at an account',
      'Id,WhoId,WhatId,Subject,ActivityDate,Status,TaskSubtype,CallType',
      '00T2,0031,0011,Email: Re,2026-01-11,Completed,Email,',
      [['email_sent', undefined, '0031', undefined, undefined]],
    ],
  ]
  test.each(files)('%s', async (_, header, row, expected) => {
    const { stored } = await taken('activities.csv', table(header, row))
    expect(brief(stored, 'name', 'lead_id', 'contact_id', 'opportunity_id', 'direction')).toEqual(
      expected,
    )
    expect(JSON.stringify(stored)).not.toMatch(/Nice|Hello|Intro/)
  })

  test('an open task has not happened', async () => {
    const header =
      '"Record ID","Task Title","Task Type","Due Date","Completed at","Associated Contact IDs"'
    const { stored } = await taken('tasks.csv', table(header, '1,Ring,Call,2026-01-09 08:00,,101'))
    expect(stored).toEqual([])
  })

  test('members of a campaign by the day they responded, else were added', async () => {
    const { stored } = await taken(
      'members.csv',
      table(
        'Id,CampaignId,LeadId,ContactId,Status,FirstRespondedDate,CreatedDate',
        '00v1,7011,00Q1,,Responded,2026-01-10,2026-01-05T09:00:00.000Z',
        '00v2,7011,,0031,Sent,,2026-01-05T09:00:00.000Z',
      ),
    )
    expect(brief(stored, 'name', 'lead_id', 'contact_id', 'campaign', 'occurred_at')).toEqual([
      ['Responded', '00Q1', undefined, '7011', '2026-01-10'],
      ['Sent', undefined, '0031', '7011', '2026-01-05T09:00:00.000Z'],
    ])
  })
})
