import { expect, test } from 'vitest'
import { importRecognised } from './recognised.ts'

test('an open deal of which only the current state is known is placed by its dates alone', async () => {
  const { stored, prepared: found } = await importRecognised({
    'deals.csv':
      'Deal ID,Deal Stage,Create Date,Close Date,Amount\n1,Negotiation,2026-01-02,2026-09-01,10\n2,Prospecting,,,\n',
  })
  expect(
    stored.map(({ type, name, opportunity_id: id, occurred_at: at }) => [id, type, name, at]),
  ).toEqual([
    ['1', 'deal', 'created', '2026-01-02'],
    ['1', 'stage', 'opportunity_opened', '2026-01-02'],
    ['1', 'deal', 'updated', '2026-06-30T12:00:00.000Z'],
    ['2', 'deal', 'updated', '2026-06-30T12:00:00.000Z'],
  ])
  expect(found.understood[0]?.notes.join()).toContain('stage of an open deal has no date')
})

test('a person is known by hash and domain, never by name or address', async () => {
  const { stored } = await importRecognised({
    'leads.csv':
      'Lead ID,First Name,Email,Created Date,Lead Source\nl1,Zelda,Zelda@Acme.example,2026-01-02,Web\n',
  })
  expect(JSON.stringify(stored)).not.toMatch(/zelda/i)
  expect(stored[0]).toMatchObject({
    domain: 'acme.example',
    email_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
})

test('the mapping that was used imports the same again', async () => {
  const files = {
    'd.csv':
      'Deal ID;Deal Stage;Create Date;Close Date;Amount\n1;Closed Won;26.02.2026;27.03.2026;1.000,50\n',
  }
  const { prepared: found, stored } = await importRecognised(files)
  const [entry] = JSON.parse(JSON.stringify(found.mappingJson.files))
  const again = await importRecognised(files, { entry })
  expect(again.stored).toEqual(stored)
  expect(stored[0]).toMatchObject({ occurred_at: '2026-02-26', date_only: true })
  expect(stored.at(-1)).toMatchObject({ name: 'closed_won', amount: '1000.50' })
})

test('a stage history is told from deals by ids that repeat', async () => {
  const header = 'OpportunityId,StageName,CreatedDate,Amount,CloseDate'
  const rows = ['Prospecting,2026-01-01', 'Proposal,2026-01-10', 'Closed Won,2026-02-01']
  const content = [header, ...rows.map((row) => `o1,${row}T10:00:00.000+0000,5,2026-03-01`)].join(
    '\n',
  )
  const { prepared: found, stored } = await importRecognised({ 'history.csv': content })
  expect(found.understood[0]?.match.recipe.id).toBe('deal_stages')
  expect(
    stored.filter(({ type }) => type === 'stage').map(({ name, outcome }) => [name, outcome]),
  ).toEqual([
    ['Prospecting', undefined],
    ['proposal_sent', undefined],
    ['closed_won', 'won'],
  ])
  expect(stored[0]).toMatchObject({
    backfill: true,
    recorded_at: '2026-01-01T10:00:00.000+00:00',
  })
})

test('stages get their names from a list of stages, and closes come from the history', async () => {
  const { stored } = await importRecognised({
    'deals.csv':
      'deal_id,deal_pipeline_stage_id,property_createdate,property_closedate\n1,s9,2026-01-01,2026-01-20\n',
    'stages.csv':
      'stage_id,label,closed_won,is_closed,display_order\ns1,Demo held,false,false,1\ns9,Signed,true,true,2\n',
    'history.csv':
      'deal_id,date_entered,value\n1,2026-01-05 10:00:00,s1\n1,2026-01-19 10:00:00,s9\n',
  })
  const stages = stored.filter(({ type }) => type === 'stage')
  expect(stages.map(({ name, outcome, occurred_at: at }) => [name, outcome, at])).toEqual([
    ['opportunity_opened', 'open', '2026-01-01'],
    ['demo_held', undefined, '2026-01-05T10:00:00.000Z'],
    ['Signed', 'won', '2026-01-19T10:00:00.000Z'],
  ])
})

test('a property history makes stages, amounts and closing days of the properties that it names', async () => {
  const amounts = Array.from(
    { length: 400 },
    (_, row) => `${row},2026-01-03 10:00:00,amount,${row + 1}`,
  )
  const rows = [
    '1,2026-01-02 10:00:00,dealstage,Demo scheduled',
    ...amounts.slice(0, 399),
    '1,2026-01-04 10:00:00,closedate,2026-02-01',
    '1,2026-01-04 11:00:00,dealname,Alpha',
    '1,2026-02-01 09:00:00,dealstage,closedwon',
  ]
  const content = ['deal_id,timestamp,name,value', ...rows].join('\n')
  const { stored } = await importRecognised({ 'history.csv': content })
  const told = stored.map(({ type, name, outcome, expected_close: close }) => [
    type,
    name,
    outcome,
    close,
  ])
  expect(told[0]).toEqual(['stage', 'demo_held', undefined, undefined])
  expect(told.slice(-2)).toEqual([
    ['deal', 'updated', undefined, '2026-02-01'],
    ['stage', 'closed_won', 'won', undefined],
  ])
})

test('a file without any time is placed at its export when the mapping says so', async () => {
  const files = { 'leads.csv': 'Prospect ID,Lead Source,Converted\np1,Web,1\np2,Select,0\n' }
  const { prepared: found } = await importRecognised(files)
  expect(found.refused[0]?.add).toBe('"as": "leads", "columns": {"created": "<column>"}')
  const entry = { match: 'leads.csv', as: 'leads', columns: { created: '@exported' } }
  const { stored } = await importRecognised(files, { entry })
  expect(stored.map(({ name, lead_id: id, channel }) => [id, name, channel])).toEqual([
    ['p1', 'created', 'Web'],
    ['p1', 'lead_created', undefined],
    ['p2', 'created', undefined],
    ['p2', 'lead_created', undefined],
  ])
  expect(stored[0]).toMatchObject({ occurred_at: '2026-06-30T12:00:00.000Z' })
})

test('columns of days on which stages were entered are a history', async () => {
  const header =
    'Record ID,Deal Stage,Create Date,Close Date,"Date entered ""Demo Scheduled (Sales Pipeline)""","Date entered ""Contract Sent (Sales Pipeline)""","Date entered ""Closed Won (Sales Pipeline)""",Date entered current stage'
  const row =
    '1,Contract Sent,2026-01-02 09:00,2026-09-01 09:00,2026-01-05 10:00,2026-02-06 11:00,,2026-02-06 11:00'
  const { stored } = await importRecognised({ 'deals.csv': `${header}\n${row}\n` })
  const stages = stored.filter(
    ({ type, event_id: id }) => type === 'stage' && /entered/.test(`${id}`),
  )
  expect(stages.map(({ name, occurred_at: at }) => [name, at])).toEqual([
    ['demo_held', '2026-01-05T10:00:00.000Z'],
    ['Contract Sent', '2026-02-06T11:00:00.000Z'],
  ])
  expect(stored.filter(({ outcome }) => outcome === 'won')).toEqual([])
  expect(stored[0]).toMatchObject({ name: 'created', properties: { history: 'full' } })
})
