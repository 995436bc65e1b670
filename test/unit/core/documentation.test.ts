import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  eventReference,
  funnelReference,
  modelHeader,
  modelReference,
  referenceTableSections,
} from '#core/documentation.ts'
import { replacePart } from '#core/markdown.ts'
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

test('reference tables show their key and the exact type of each number', () => {
  const lines = referenceTableSections().split('\n')
  expect(lines.slice(0, 9)).toEqual([
    '### fx_rates',
    '',
    'A rate of exchange from a day on.',
    '',
    '| column | type | key | description |',
    '| --- | --- | --- | --- |',
    '| `from_currency` | string | yes | ISO 4217 code of the currency that is converted |',
    '| `to_currency` | string | yes | ISO 4217 code of the currency that it becomes |',
    '| `valid_on` | date | yes | Local day from which the rate holds, up to the next one |',
  ])
  expect(lines).toContain(
    '| `rate` | decimal(18,8) |  | Units of to_currency for one unit of from_currency |',
  )
})

test('queries/README.md is what npm run docs writes', () => {
  const withEvents = replacePart(readme, 'event reference', eventReference())
  const { models, funnels } = loadCatalog(queries)
  const withModels = replacePart(withEvents, 'models', modelReference(models))
  const withFunnels = replacePart(withModels, 'funnels', funnelReference([...funnels.values()]))
  expect(replacePart(withFunnels, 'reference tables', referenceTableSections())).toBe(readme)
})

test('each funnel is listed with its view and the columns of its stages', () => {
  const { funnels } = loadCatalog(queries)
  const lines = funnelReference([...funnels.values()]).split('\n')
  expect(lines).toContain(
    '| `funnel_forms` | Forms from landing view to meeting | lead | any | `landing_view_at`, `form_start_at`, `submit_at`, `meeting_booked_at` |',
  )
  expect(lines).toHaveLength(funnels.size + 2)
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
