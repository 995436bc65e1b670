import { expect, test } from 'vitest'
import { importRecognised, prepared } from './recognised.ts'
import { createIntake } from './workspace.ts'

const list = `event_id,type,stage,occurred_at,lead_id,outcome,amount,currency,source_system,properties
1,stage,lead_created,2026-01-05,l1,,,,crm,
2,stage,won,2026-02-06T10:00:00+01:00,l1,won,"1200.5",EUR,billing,"{""seats"": 3}"
`

test('a list of events by the names of their fields is taken as exactly those events', async () => {
  const { stored, prepared: found } = await importRecognised({ 'list.csv': list })
  expect(found.understood[0]?.match.recipe.id).toBe('event_list')
  expect(stored).toEqual([
    {
      event_id: '1',
      type: 'stage',
      name: 'lead_created',
      occurred_at: '2026-01-05',
      date_only: true,
      lead_id: 'l1',
      source_system: 'crm',
      backfill: true,
    },
    {
      event_id: '2',
      type: 'stage',
      name: 'won',
      occurred_at: '2026-02-06T10:00:00+01:00',
      lead_id: 'l1',
      outcome: 'won',
      amount: '1200.5',
      currency: 'EUR',
      source_system: 'billing',
      properties: { seats: 3 },
      backfill: true,
    },
  ])
})

test('the same list again changes nothing, and another event under a known id is a conflict', async () => {
  const first = await importRecognised({ 'list.csv': list })
  const changed = list.replace('2026-01-05', '2026-01-06')
  const intake = createIntake()
  await intake.post(first.stored)
  expect((await importRecognised({ 'list.csv': list }, { intake })).summary[0]).toMatchObject({
    duplicate: 2,
    accepted: 0,
  })
  expect((await importRecognised({ 'list.csv': changed }, { intake })).summary[0]).toMatchObject({
    duplicate: 1,
    conflict: 1,
    problems: [{ line: 2 }],
  })
})

test('a row of an unknown type is a bad row, never left out in silence', async () => {
  const header = 'type,name,occurred_at,lead_id,opportunity_id'
  const rows = [
    'stage,a,2026-01-05,l1,',
    'stag,b,2026-01-05,l1,',
    ',c,2026-01-05,l1,',
    'deal,created,2026-01-05,l1,o1',
  ]
  const { summary, stored } = await importRecognised({ 'list.csv': [header, ...rows].join('\n') })
  expect(stored).toHaveLength(2)
  expect(summary[0]?.problems).toEqual([
    { line: 3, column: 'type', message: '"stag" is none of stage, deal' },
    { line: 4, column: 'type', message: '"" is empty' },
  ])
})

test('money beyond four decimals is refused, not rounded; a decimal comma is read', async () => {
  const header = 'type;name;occurred_at;opportunity_id;amount;currency'
  const file = (amount: string) => `${header}\ndeal;updated;2026-01-05;o1;${amount};EUR\n`
  const fine = await importRecognised({ 'list.csv': file('1.234,50') })
  expect(fine.stored[0]).toMatchObject({ amount: '1234.50' })
  const { summary } = await importRecognised({ 'list.csv': file('1.23456') })
  expect(summary[0]).toMatchObject({ rejected: 1, problems: [{ line: 2, column: 'amount' }] })
})

test('null clears a field of an update; an empty cell leaves it as it was', async () => {
  const header = 'type,name,occurred_at,lead_id,region,segment'
  const { stored } = await importRecognised({
    'list.csv': `${header}\nperson,updated,2026-01-05,l1,null,\n`,
  })
  expect(stored[0]).toMatchObject({ region: null })
  expect(stored[0]).not.toHaveProperty('segment')
})

test('a column called type with words of its own makes no list of our events', async () => {
  const file = 'type,event_name,occurred_at,lead_id\nweb,page_view,2026-01-05,l1\n'
  const found = await prepared({ 'list.csv': file })
  expect(found.understood.map(({ match }) => match.recipe.id)).toEqual(['events'])
})

test('a list of what happened keeps actor, direction, system and outcome', async () => {
  const header = 'event_id,event,occurred_at,lead_id,actor,direction,outcome,source_system'
  const rows = ['1,call,2026-01-05,l1,Human,Outgoing,,dialer', '2,signed,2026-01-06,l1,,,Won,crm']
  const { stored } = await importRecognised({ 'list.csv': [header, ...rows].join('\n') })
  expect(stored).toMatchObject([
    { type: 'touch', actor: 'human', direction: 'outbound', source_system: 'dialer' },
    { type: 'stage', name: 'signed', outcome: 'won', source_system: 'crm' },
  ])
})

test('answers to a survey are sent as whole numbers', async () => {
  const file = 'response_id,customer_id,response_date,nps_score\nr1,c1,2026-01-05,9\n'
  const { summary, stored } = await importRecognised({ 'nps.csv': file })
  expect(summary[0]?.problems).toEqual([])
  expect(stored[0]).toMatchObject({ type: 'survey', kind: 'nps', score: 9 })
})
