import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { functionNames } from '#core/names.ts'
import { templates } from './templates.ts'

const page = readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8')
const runbook = page.slice(page.indexOf('\n## Operations\n'), page.indexOf('\n## Upgrade\n'))

/** Names of alarms as mails show them, without the hash of their path. */
const alarms = Object.values(templates()).flatMap((template) =>
  Object.keys(template.findResources('AWS::CloudWatch::Alarm')).map((id) => id.slice(0, -8)),
)

describe('the runbook', () => {
  test('has a row for each alarm, and for no other, which says what to do', () => {
    const rows = [...runbook.matchAll(/^\| `(\w+)` \| (.+) \| (.+) \|$/gm)]
    expect(rows.map(([, alarm]) => alarm).sort()).toEqual(alarms.toSorted())
    for (const [, , meaning, action] of rows) {
      expect(meaning?.length).toBeGreaterThan(30)
      expect(action).toMatch(/`(logs|start) \w+|\]\(#/)
    }
  })

  test('starts functions that there are, with input that is JSON', () => {
    const started = [...runbook.matchAll(/(?:^ *|`)start (\w+)(?: '([^']+)')?/gm)]
    expect(started.length).toBeGreaterThan(5)
    for (const [, name, input = '{}'] of started) {
      expect(functionNames).toContain(name)
      expect(() => JSON.parse(input)).not.toThrow()
    }
    const named = [...runbook.matchAll(/--function-name <name>-(\w+)/g)]
    for (const [, name] of named) expect(functionNames).toContain(name)
  })

  test('leads to sections that there are', () => {
    const titles = [...page.matchAll(/^##+ (.+)$/gm)].map(([, title = '']) =>
      title.toLowerCase().replaceAll(' ', '-'),
    )
    for (const [, anchor] of page.matchAll(/\]\(#([\w-]+)\)/g)) expect(titles).toContain(anchor)
  })
})
