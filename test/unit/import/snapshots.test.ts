import { expect, test } from 'vitest'
import { openSnapshotStore } from '#local/import/snapshot-store.ts'
import { importRecognised } from './recognised.ts'
import { createIntake } from './workspace.ts'

const header = 'Opportunity ID,Stage,Created Date,Close Date,Amount,Owner'
const first = `${header}
d1,Closed Won,2026-01-05,2026-02-10,1000,Ann
d2,Proposal,2026-02-01,2026-07-31,500,Bob
`
const later = `${header}
d1,Closed Won,2026-01-05,2026-02-12,1000,Ann
d2,Proposal,2026-02-01,2026-07-31,750,Bob
`
const names = ['created', 'opportunity_opened', 'updated', 'closed_won']

const june = '2026-06-01T08:00:00.000Z'
const july = '2026-07-01T08:00:00.000Z'

/** An export after another of the same system. */
function createHistory() {
  const snapshots = openSnapshotStore(':memory:')
  const intake = createIntake()
  return (content: string, exportedAt: string, name = 'deals.csv') =>
    importRecognised({ [name]: content }, { snapshots, intake, exportedAt })
}

test('the same export again sends nothing, whatever the file is called', async () => {
  const add = createHistory()
  const { stored } = await add(first, june)
  expect(stored.map(({ name }) => name).sort()).toEqual(
    [...names, 'created', 'opportunity_opened', 'updated'].sort(),
  )
  const again = await add(first, july, 'deals (1).csv')
  expect(again.stored).toEqual([])
  expect(again.summary[0]).toMatchObject({ events: 0, unchanged: 7 })
})

test('a newer export updates a record at its own time and retracts a stage that has moved', async () => {
  const add = createHistory()
  const before = await add(first, june)
  const { stored } = await add(later, july)
  const close = before.stored.find(({ name }) => name === 'closed_won')
  expect(stored).toEqual([
    expect.objectContaining({
      type: 'retract',
      target_event_id: close?.event_id,
      occurred_at: july,
    }),
    expect.objectContaining({ type: 'stage', name: 'closed_won', occurred_at: '2026-02-12' }),
    expect.objectContaining({
      type: 'deal',
      name: 'updated',
      opportunity_id: 'd2',
      amount: '750',
      occurred_at: july,
    }),
  ])
})

test('back to an earlier state is a change too', async () => {
  const add = createHistory()
  await add(first, june)
  await add(later, july)
  const { stored, summary } = await add(first, '2026-08-01T08:00:00.000Z')
  expect(stored.map(({ type }) => type)).toEqual(['retract', 'stage', 'deal'])
  expect(summary[0]).toMatchObject({ conflict: 0, duplicate: 0 })
})

test('an export older than what is known changes nothing', async () => {
  const add = createHistory()
  await add(later, july)
  const { stored, summary } = await add(first, june)
  expect(stored).toEqual([])
  expect(summary[0]).toMatchObject({ older: 2 })
})

test('an event that was refused is sent again by the next import', async () => {
  const add = createHistory()
  const broken = `${header}\nd1,Closed Won,2026-01-05,1980-02-10,1000,Ann\n`
  expect((await add(broken, june)).summary[0]).toMatchObject({ rejected: 2 })
  expect((await add(broken, june)).summary[0]).toMatchObject({ rejected: 2, unchanged: 2 })
})

test('a row twice is counted, a record twice with other values is named', async () => {
  const row = 'd1,Closed Won,2026-01-05,2026-02-10,1000,Ann'
  const content = [header, row, row, row.replace('1000', '9')].join('\n')
  const entry = { match: 'deals.csv', as: 'deals' }
  const { summary } = await importRecognised({ 'deals.csv': content }, { entry })
  expect(summary[0]).toMatchObject({ accepted: 4, repeated: 6, badRows: 2 })
  expect(summary[0]?.problems[0]).toMatchObject({
    line: 4,
    message: expect.stringContaining('twice with other values'),
  })
})

test('lost, reopened and won over three exports: each takes back what no longer holds', async () => {
  const add = createHistory()
  const row = (stage: string, close: string) =>
    `${header}\nd1,${stage},2026-01-05,${close},1000,Ann\n`
  const lost = await add(row('Closed Lost', '2026-02-10'), '2026-03-01T08:00:00.000Z')
  const told = lost.stored.filter(({ occurred_at: at }) => at === '2026-02-10')
  const close = lost.stored.find(({ name }) => name === 'closed_lost')
  const reopened = await add(row('Negotiation', '2026-06-30'), '2026-04-01T08:00:00.000Z')
  const taken = reopened.stored.filter(({ type }) => type === 'retract')
  expect(taken.map((event) => event.target_event_id)).toEqual(told.map((event) => event.event_id))
  expect(new Set(taken.map((event) => event.occurred_at))).toEqual(
    new Set(['2026-04-01T08:00:00.000Z']),
  )
  expect((await add(row('Negotiation', '2026-06-30'), june)).stored).toEqual([])
  const won = await add(row('Closed Won', '2026-05-20'), june)
  const stages = won.stored.filter(({ type }) => type !== 'deal')
  expect(stages).toEqual([
    expect.objectContaining({
      name: 'closed_won',
      outcome: 'won',
      occurred_at: '2026-05-20',
      recorded_at: june,
    }),
  ])
  expect(stages[0]?.event_id).not.toBe(close?.event_id)
  expect((await add(row('Closed Won', '2026-05-20'), july)).stored).toEqual([])
})

test('an older export takes nothing back that a newer one told', async () => {
  const add = createHistory()
  await add(first, july)
  const { stored, summary } = await add(first.replace('Closed Won', 'Proposal'), june)
  expect(stored.filter(({ type }) => type === 'retract')).toEqual([])
  expect(summary[0]?.older).toBeGreaterThan(0)
})

test('a close comes from the history once there is one, and is not told twice', async () => {
  const snapshots = openSnapshotStore(':memory:')
  const intake = createIntake()
  const deals = { 'deals.csv': first }
  const before = await importRecognised(deals, { snapshots, intake, exportedAt: june })
  const close = before.stored.find(({ name }) => name === 'closed_won')
  const history =
    'Opportunity ID,Stage,Date Entered\nd1,Proposal,2026-01-20\nd1,Closed Won,2026-02-10\n'
  const { stored } = await importRecognised(
    { ...deals, 'history.csv': history },
    { snapshots, intake, exportedAt: july },
  )
  expect(stored.filter(({ name }) => name === 'closed_won')).toHaveLength(1)
  expect(stored.find(({ type }) => type === 'retract')).toMatchObject({
    target_event_id: close?.event_id,
  })
})

test('a subscription that goes on after all loses its end', async () => {
  const snapshots = openSnapshotStore(':memory:')
  const intake = createIntake()
  const header = 'subscription_id,customer_id,start_date,end_date,status,mrr'
  const add = (row: string, exportedAt: string) =>
    importRecognised({ 's.csv': `${header}\n${row}\n` }, { snapshots, intake, exportedAt })
  const ended = await add('s1,c1,2026-01-01,2026-05-01,canceled,100', june)
  const cancel = ended.stored.find(({ action }) => action === 'cancel')
  const { stored } = await add('s1,c1,2026-01-01,,active,100', july)
  expect(stored).toEqual([
    expect.objectContaining({ type: 'retract', target_event_id: cancel?.event_id }),
  ])
})
