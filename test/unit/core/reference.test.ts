import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { replacePart } from '#core/markdown.ts'
import { eventReference, modelHeader, modelReference } from '#core/reference.ts'
import { loadCatalog } from '#functions/catalog.ts'

const queries = new URL('../../../queries/', import.meta.url)
const readme = readFileSync(new URL('README.md', queries), 'utf8')

/** The lines from a heading to the next one. */
function section(heading: string): string[] {
  const lines = eventReference().split('\n')
  const start = lines.indexOf(`### ${heading}`)
  const end = lines.findIndex((line, index) => index > start && line.startsWith('### '))
  return lines.slice(start, end < 0 ? undefined : end)
}

describe('event reference', () => {
  test('a type shows its own fields and the common ones that it requires', () => {
    expect(section('spend')).toEqual([
      '### spend',
      '',
      '| field | type | required | description |',
      '| --- | --- | --- | --- |',
      '| `name` | string |  | What happened, in the words of the user |',
      '| `amount` | decimal | yes | Money, in currency |',
      '| `currency` | string | yes | ISO 4217 code of amount |',
      '| `period_start` | date | yes | First day covered |',
      '| `period_end` | date | yes | Day after the last day covered |',
      '| `category` | string | yes | Category of spend: media, people, tools or other |',
      '| `scope` | string | yes | What the spend is for: new_business, expansion |',
      '',
    ])
  })

  test('common fields, limits and refusal codes are there', () => {
    expect(section('Fields of every event')).toContain(
      '| `source_system` | string | yes | The system that sent it |',
    )
    expect(section('Limits')).toContain('| request body | 1,048,576 bytes |')
    expect(section('Limits')).toContain('| latest `occurred_at` | 24 hours ahead |')
    expect(section('Refusal codes')).toContain(
      '| `nul` | a string or key holds the character U+0000 |',
    )
  })
})

test('queries/README.md is what npm run docs writes', () => {
  const withEvents = replacePart(readme, 'event reference', eventReference())
  const models = modelReference(loadCatalog(queries).models)
  expect(replacePart(withEvents, 'models', models)).toBe(readme)
})

test('a page without the marks is refused', () => {
  expect(() => replacePart('# Tables', 'models', '')).toThrow(
    '<!-- models: written by npm run docs -->',
  )
})

describe('the comment that opens a model', () => {
  const body = 'select 1 as x\n-- grain: not here\n'

  test('gives purpose and grain, other settings apart', () => {
    const sql = `-- Events that count,\n-- resolved.\n-- grain: event_id\n-- partition: year(occurred_on)\n${body}`
    expect(modelHeader('events', sql)).toEqual({
      purpose: 'Events that count, resolved.',
      grain: 'event_id',
    })
  })

  test.each([body, `-- Events.\n${body}`, `-- grain: event_id\n${body}`])(
    'must be whole: %j',
    (sql) => {
      expect(() => modelHeader('events', sql)).toThrow('events lacks its opening comment')
    },
  )
})
