import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { figure, post, rowsOf } from './business.ts'
import { runCommand, startOwner, tempFolder } from './owner.ts'

const march = '2024-03-05T12:00:00.000Z'
const common = { source_system: 'flow-test', occurred_at: march, currency: 'USD' }

/** One customer, won for what 1,000 dollars of advertising brought. */
const events = [
  { ...common, type: 'deal', event_id: 'd', name: 'created', opportunity_id: 'o', account_id: 'a' },
  {
    ...common,
    type: 'stage',
    event_id: 'w',
    name: 'closed_won',
    outcome: 'won',
    opportunity_id: 'o',
    account_id: 'a',
    amount: '5000',
  },
  {
    ...common,
    type: 'spend',
    event_id: 's',
    period_start: '2024-03-05',
    period_end: '2024-03-06',
    amount: '1000',
    category: 'media',
    scope: 'new_business',
  },
]

async function economics(data: string, ...more: string[]): Promise<ReportData> {
  const all = ['unit-economics', '--period', '2024-03', '--format', 'json', '--data', data, ...more]
  const { code, stdout, stderr } = await runCommand('commands/report', ...all)
  if (code !== 0) throw new Error(`report ended with ${code}: ${stderr}`)
  return JSON.parse(stdout) as ReportData
}

/** Loads a file through the command, as its name and lines. */
async function load(data: string, file: string, lines: readonly string[], ...more: string[]) {
  await writeFile(file, `${lines.join('\n')}\n`)
  return runCommand('commands/reference', file, '--data', data, ...more)
}

const header = 'from_currency,to_currency,valid_on,rate'

async function useReference(data: string, folder: string) {
  const file = join(folder, 'fx_rates.csv')
  const wrong = await load(data, file, [header, 'USD,EUR,2024-01-01,0.9', 'USD,EUR,2024-02-01,-'])
  expect(wrong).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('line 3, column rate: "-"'),
  })
  expect(wrong.stdout).toMatch(
    'No rate for USD on 2024-03-05: 2 events are left out of money totals',
  )

  const first = await load(data, file, [header, 'USD,EUR,2024-01-01,0.9'])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(first.stdout.trim()).toBe(`${file}: fx_rates, 1 added, 0 changed, 0 unchanged, 0 removed`)
  const before = await economics(data)
  expect(figure(before, 'cac')).toBe(900)

  const again = await load(data, file, [header, 'USD,EUR,2024-01-01,0.90'])
  expect(again.stdout).toMatch('0 added, 0 changed, 1 unchanged')
  expect((await economics(data)).revision).toBe(before.revision)

  expect((await load(data, file, [header, 'USD,EUR,2024-01-01,0.8'])).stdout).toMatch('1 changed')
  const bad = await load(data, file, [header, 'USD,EUR,2024-01-01,0.7', 'USD,EUR,2024-01-01,0.6'])
  expect(bad.stderr).toMatch('line 3: the same from_currency, to_currency, valid_on as in line 2')
  const changed = await economics(data)
  expect([figure(changed, 'cac'), changed.hashes.reference === before.hashes.reference]).toEqual([
    800,
    false,
  ])
  const past = await economics(data, '--as-of', before.asOf)
  expect(past).toEqual(before)
}

test('reference data are loaded while the server is up, through it', async () => {
  const [data, folder] = [await tempFolder(), await tempFolder()]
  const owner = await startOwner(data)
  await post(owner.url, events)
  await useReference(data, folder)
  expect(await owner.stop()).toBe(0)

  const file = join(folder, 'touch_names.csv')
  const removed = await load(data, file, ['name', 'demo_held', 'nothing'], '--remove')
  expect(removed.stdout).toMatch('touch_names, 0 added, 0 changed, 1 unchanged, 1 removed')
  const groups = "select touch_group from lake.touch_names where name = 'demo_held'"
  expect(await rowsOf(data, groups)).toEqual([])
})

test('a file that cannot be read is named, and nothing is opened for it', async () => {
  const data = join(await tempFolder(), 'none')
  const missing = await runCommand('commands/reference', 'nowhere.csv', '--data', data)
  expect(missing).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot read nowhere.csv'),
  })
  expect(await runCommand('commands/reference', '--help')).toMatchObject({ code: 0, stderr: '' })
})
