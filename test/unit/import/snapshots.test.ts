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
