import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand, tempFolder } from './owner.ts'

const header = 'Deal ID,Deal Stage,Create Date,Close Date,Amount'

test('a dry run says what it understood, writes the mapping and stores nothing', async () => {
  const data = await tempFolder()
  const file = join(data, 'deals.csv')
  await writeFile(file, `${header}\n1,Closed Won,13/01/2026,14/02/2026,"1,000.00"\n`)
  const { code, stdout } = await runCommand('commands/import', file, '--dry-run', '--data', data)
  expect(code).toBe(0)
  expect(stdout).toContain('deals.csv: deals, deals or opportunities as they are now (sure); 1 row')
  expect(stdout).toContain('New events: 2 deal, 2 stage')
  expect(stdout).toContain('nothing was imported')
  expect(existsSync(join(data, 'events.db'))).toBe(false)
  const mapping = JSON.parse(await readFile(join(data, 'mapping.json'), 'utf8'))
  const won = mapping.files[0].events.find(({ name }: { name: string }) => name === 'closed_won')
  expect(won).toMatchObject({
    occurred_at: { text: '{Close Date}', dates: 'day_first', day: true },
  })
})

test('what is unclear stops the import before anything is stored', async () => {
  const data = await tempFolder()
  const file = join(data, 'deals.csv')
  await writeFile(file, `${header}\n1,Closed Won,03/01/2026,04/02/2026,10\n`)
  const { code, stderr } = await runCommand('commands/import', file, '--data', data)
  expect(code).toBe(2)
  expect(stderr).toContain('nothing was imported')
  expect(stderr).toContain(
    '{"files": [{"match": "deals.csv", "dates": "day_first"}]}\n  or in it "dates": "month_first"',
  )
  expect(existsSync(join(data, 'events.db'))).toBe(false)
})
