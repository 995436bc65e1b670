import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runCommand, tempFolder } from './owner.ts'

const definition = {
  id: 'trial',
  title: 'Trial',
  subject: 'contact',
  stages: [
    { id: 'signup', label: 'Sign-up', position: 'top', events: ['signup'] },
    { id: 'paid', label: 'Paid', position: 'bottom', events: ['paid'] },
  ],
  rules: ['ordered'],
  entries: 'every',
  window_seconds: 86_400,
}

const events = [
  { entity: 'a', event: 'signup', time: '2026-03-01T10:00:00Z', properties: { plan: 'pro' } },
  { entity: 'a', event: 'paid', time: '2026-03-01T12:00:00Z' },
  { entity: 'b', event: 'signup', time: '2026-03-01T10:00:00Z', properties: { plan: 'free' } },
  { entity: 'b', event: 'paid', time: '2026-03-02T10:00:01Z' },
]

async function writeInput(folder: string) {
  const [funnel, log] = [join(folder, 'funnel.json'), join(folder, 'events.ndjson')]
  await writeFile(funnel, JSON.stringify(definition))
  await writeFile(log, events.map((event) => JSON.stringify(event)).join('\n'))
  return ['--definition', funnel, '--events', log]
}

test('a funnel is measured on a file of events', async () => {
  const input = await writeInput(await tempFolder())

  const json = await runCommand('commands/funnel', ...input, '--by', 'properties.plan', '--json')
  expect(json.code).toBe(0)
  expect(JSON.parse(json.stdout)).toMatchObject({
    funnel: 'trial',
    events: 4,
    steps: [
      { id: 'signup', reached: 2 },
      { id: 'paid', reached: 1, step_rate: 0.5, mean_seconds: 7_200 },
    ],
    breakdown: [
      { value: 'free', steps: [{ reached: 1 }, { reached: 0 }] },
      { value: 'pro', steps: [{ reached: 1 }, { reached: 1 }] },
    ],
  })

  const text = await runCommand('commands/funnel', ...input)
  expect(text.stdout).toMatch(/Paid +1 +50\.0 % +50\.0 % +2\.0 h +2\.0 h/)

  const wrong = await runCommand('commands/funnel', ...input, '--attribution', 'step:none')
  expect(wrong).toMatchObject({ code: 2 })
  expect(wrong.stderr).toContain(
    '--attribution is "step:none"; allowed are first, last, every, step:signup',
  )
})
