import { describe, expect, test } from 'vitest'
import { parseEntries } from '#local/import/draft.ts'
import { hintExample, mappingExample, mappingHelp } from '#local/import/help.ts'
import { parseMapping } from '#local/import/mapping.ts'

const lead = { type: 'stage', name: 'lead', occurred_at: '{at}', lead_id: '{id}' }
const mapping = (event: Record<string, unknown>, file: Record<string, unknown> = {}) => ({
  files: [{ match: 'leads.csv', source_system: 'crm', events: [{ ...lead, ...event }], ...file }],
})

test('the example of the help is a mapping', () => {
  const [file] = parseMapping(JSON.parse(mappingExample)).files
  expect(file?.events[0]?.fields).toContainEqual([
    'event_id',
    [{ text: ['won-', { column: 'deal_id' }] }],
  ])
  expect(file?.events[0]?.keyed).toEqual([
    [
      'properties',
      {
        owner: { text: [{ column: 'owner' }], as: 'text' },
        seats: { text: [{ column: 'seats' }], as: 'number' },
      },
    ],
  ])
  expect(mappingHelp).toContain('"match": "deals_*.csv"')
})

test('the hints of the help are entries', () => {
  expect(parseEntries(JSON.parse(hintExample))).toEqual([
    { draft: expect.objectContaining({ as: 'deals', dates: 'day_first' }) },
    { draft: expect.objectContaining({ as: 'ignore' }) },
  ])
})

describe('what is wrong is named by its path', () => {
  test.each([
    [mapping({ type: 'stag' }), 'files.0.events.0.type: one of stage, touch'],
    [mapping({ name: undefined }), 'files.0.events.0.name: is required'],
    [mapping({ leed_id: 'x' }), 'files.0.events.0: a stage event has no leed_id; it has event_id'],
    [mapping({ outcome: 'wonn' }), 'files.0.events.0.outcome: '],
    [mapping({ date_only: 'maybe' }), 'files.0.events.0.date_only: "maybe" is not true or false'],
    [mapping({ channel: '{origin' }), 'files.0.events.0.channel.text: a lone brace'],
    [mapping({ channel: { text: '{a}', zone: 'Mars' } }), 'files.0.events.0.channel.zone: an IANA'],
    [
      mapping({ properties: { a: { text: '{a}', as: 'date' } } }),
      'files.0.events.0.properties.a.as',
    ],
    [mapping({ when: { column: 'a', equal: 'b' } }), 'files.0.events.0.when: write {"column"'],
    [mapping({}, { zone: 'Brasil' }), 'files.0.zone: an IANA time zone'],
    [mapping({}, { encoding: 'latin1' }), 'files.0.encoding'],
    [mapping({}, { delimeter: ';' }), 'Unrecognized key: "delimeter"'],
    [mapping({}, { events: [] }), 'files.0.events'],
    [{}, 'files: is required'],
    ['text', 'expected object'],
  ])('%j', (input, message) => {
    expect(() => parseMapping(input)).toThrow(message)
  })
})
