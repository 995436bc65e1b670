import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { conversion, figure, rowsOf } from './business.ts'
import { runCommand, startOwner, tempFolder } from './owner.ts'

const mapping = {
  files: [
    {
      match: 'leads.csv',
      source_system: 'crm',
      zone: 'UTC',
      events: [
        {
          type: 'stage',
          name: 'lead_created',
          event_id: 'created-{id}',
          lead_id: '{id}',
          occurred_at: '{created}',
          channel: '{origin}',
        },
        {
          type: 'stage',
          name: 'closed_won',
          event_id: 'won-{id}',
          lead_id: '{id}',
          occurred_at: '{won}',
          when: { column: 'won', present: true },
        },
      ],
    },
  ],
}

/** 600 leads, every third won, and one row with a wrong time. */
async function writeInput(folder: string) {
  const rows = Array.from({ length: 600 }, (_, lead) => {
    const won = lead % 3 === 0 ? '2024-03-20 10:00:00' : ''
    return `${lead},2024-03-${String((lead % 9) + 1).padStart(2, '0')} 09:00:00,web,${won}`
  })
  const bad = '600,2024-03-99 09:00:00,web,'
  const [csv, map] = [join(folder, 'leads.csv'), join(folder, 'map.json')]
  await writeFile(csv, ['id,created,origin,won', ...rows, bad, ''].join('\n'))
  await writeFile(map, JSON.stringify(mapping))
  return [csv, '--map', map]
}

const funnel = {
  id: 'two_stages',
  title: 'Lead to won',
  subject: 'lead',
  stages: [
    { id: 'lead', label: 'Lead', position: 'top', events: ['lead_created'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
  won_stage: 'won',
}

/** Import, query and report; the same with and without a running server. */
async function useCommands(data: string, folder: string) {
  const input = await writeInput(folder)
  const imported = await runCommand('commands/import', ...input, '--data', data)
  expect(imported.stdout).toMatch('601 rows; 800 events, 800 accepted; 1 bad row')
  expect(imported.stdout).toMatch(/line 602, column created/)
  expect(imported).toMatchObject({ code: 1, stderr: '' })
  const byName = 'select name, count(*) as n from events group by name order by n'
  expect(await rowsOf(data, byName)).toEqual([
    { name: 'closed_won', n: 200 },
    { name: 'lead_created', n: 600 },
  ])
  const report = await conversion(data, '--period', '2024-03')
  expect([figure(report, 'entered'), figure(report, 'won')]).toEqual([600, 200])
  return input
}

test('commands work while the server is up, through it', async () => {
  const [data, folder] = [await tempFolder(), await tempFolder()]
  const owner = await startOwner(data)
  const input = await useCommands(data, folder)
  const again = await runCommand('commands/import', ...input, '--data', data)
  expect(again.stdout).toMatch('800 duplicate')

  const file = join(folder, 'funnel.json')
  await writeFile(file, JSON.stringify(funnel))
  const own = await conversion(data, '--period', '2024-03', '--funnel', file)
  expect(own.funnel.id).toBe('two_stages')
  expect([figure(own, 'entered'), figure(own, 'won')]).toEqual([600, 200])

  for (const query of ['drop schema lake cascade', "select * from read_text('/etc/hostname')"]) {
    const { code, stdout } = await runCommand('commands/sql', query, '--data', data)
    expect([query, code, stdout]).toEqual([query, 2, ''])
  }
  const wrong = await runCommand('commands/sql', 'select nothing', '--data', data)
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing') })
  expect(await owner.stop('SIGINT')).toBe(0)
})

test('commands work on the files when no server runs', async () => {
  const [data, folder] = [await tempFolder(), await tempFolder()]
  await useCommands(data, folder)
  const out = join(folder, 'out')
  const args = ['conversion', '--data', data, '--period', '2024-03', '--format', 'csv']
  const csv = await runCommand('commands/report', ...args, '--out', out)
  expect(csv.stdout.split('\n')).toContain(join(out, 'stages.csv'))
})

test('wrong calls end with 2 and say what is allowed', async () => {
  const data = await tempFolder()
  const said = async (name: string, ...args: string[]) => {
    const { code, stderr } = await runCommand(name, ...args, '--data', data)
    return [code, stderr.trim()]
  }
  expect(await said('commands/sql')).toEqual([
    2,
    'expected one query in quotes, got 0 words; see --help',
  ])
  expect(await said('commands/sql', 'select 1', '--format', 'xml')).toEqual([
    2,
    '--format is "xml"; allowed are table, csv, json',
  ])
  expect(await said('commands/report', 'conversion', '--as-of', 'yesterday')).toEqual([
    2,
    expect.stringContaining('--as-of is "yesterday"'),
  ])
  expect(await said('commands/report', 'conversion')).toEqual([
    2,
    expect.stringContaining('no data in'),
  ])
  expect(await said('commands/import', 'x.csv')).toEqual([
    2,
    expect.stringContaining('no file could be imported'),
  ])
  expect(await said('start', '--port', 'many')).toEqual([
    2,
    '--port is "many"; allowed are 0 to 65535',
  ])
  expect(await said('start', '--prot', '1')).toEqual([2, expect.stringContaining("'--prot'")])
  const file = await runCommand('commands/import', 'x.csv', '--map', 'x.json', '--data', data)
  expect(file).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot read the mapping'),
  })
  for (const name of ['start', 'commands/sql', 'commands/report', 'commands/import']) {
    expect(await runCommand(name, '--help')).toMatchObject({ code: 0, stderr: '' })
  }
})
