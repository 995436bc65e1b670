import { describe, expect, test } from 'vitest'
import { RequestError } from '#core/errors.ts'
import { readBatch, readJson } from '#core/json.ts'
import { jsonProblems } from '#core/json-problems.ts'
import { firstProblems } from '#core/problems.ts'

const batch = (text: string) => readBatch(Buffer.from(text))

/** Problems of the only event of a batch, as code and path. */
function problems(event: string): string[] {
  const [source] = batch(`{"events":[${event}]}`)
  if (!source) throw new Error('no event')
  const found = firstProblems(jsonProblems(readJson(source.text), source.members))
  return found.map(({ code, path }) => `${code} ${path}`.trim())
}

describe('readBatch', () => {
  test('gives each event as it was sent', () => {
    const texts = batch('{"x": [1], "events" : [ {"a": 1.50} ,[], "],{", null ] }')
    expect(texts).toMatchObject([
      { text: '{"a": 1.50}', value: { a: 1.5 }, members: 1 },
      { text: '[]', value: [], members: 0 },
      { text: '"],{"', value: '],{', members: 0 },
      { text: 'null', value: null, members: 0 },
    ])
  })

  test('knows which are written in as few bytes as can be', () => {
    const texts = batch('{"events":[{"a":"x y"},{"a": 1},{"a":"\\u0041"},{"a\\n":1},[-1.5,2e1]]}')
    expect(texts.map(({ compact }) => compact)).toEqual([true, false, false, false, true])
  })

  test('takes the events of the top level only, whatever strings hold', () => {
    const [only, more] = batch(
      '{"a":{"events":[1]},"b":"events","ev\\u0065nts":[{"events":[2,3]}]}',
    )
    expect(only).toMatchObject({ text: '{"events":[2,3]}', members: 1 })
    expect(more).toBeUndefined()
  })

  test('takes a byte order mark', () => {
    expect(batch('\ufeff{"events":[1]}')).toHaveLength(1)
  })

  test('500 events are a batch', () => {
    expect(batch(JSON.stringify({ events: Array(500).fill({}) }))).toHaveLength(500)
  })

  test.each([
    ['', /not JSON/],
    ['{"events":[', /not JSON/],
    ['{"events":[{"a":NaN}]}', /not JSON/],
    ['[]', /must be an object/],
    ['null', /must be an object/],
    ['"events"', /must be an object/],
    ['{}', /events must be an array/],
    ['{"events":{}}', /events must be an array/],
    ['{"__proto__":{"events":[1]}}', /events must be an array/],
    ['{"events":[]}', /empty/],
    ['{"events":[1],"events":[2,3]}', /twice/],
    [JSON.stringify({ events: Array(501).fill(1) }), /at most 500 events, got 501/],
  ])('refuses %s', (text, message) => {
    expect(() => batch(text)).toThrow(RequestError)
    expect(() => batch(text)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringMatching(message) }),
    )
  })

  test('refuses bytes that are not UTF-8', () => {
    const body = Buffer.concat([
      Buffer.from('{"events":["'),
      Buffer.from([0xff]),
      Buffer.from('"]}'),
    ])
    expect(() => readBatch(body)).toThrow(expect.objectContaining({ status: 400 }))
  })
})

describe('jsonProblems', () => {
  test.each([
    '{"a":9007199254740991,"b":-9007199254740991}',
    '{"a":0.1,"b":1.10,"c":100000.000000000000000000,"d":1e2,"e":-0.0,"f":0e99,"g":1.5E-7}',
    '{"a":0.30000000000000004,"b":123456789012345.67}',
    '{"a":"9007199254740993","b":"\\"9007199254740993","c":"2026-03-01T00:00:00.000000000000Z"}',
    '{"a":"\\ud83d\\ude00","b":"\u{1f600}"}',
  ])('nothing is wrong with %s', (event) => {
    expect(problems(event)).toEqual([])
  })

  test.each([
    ['{"a":9007199254740993}', 'unsafe_number a'],
    ['{"a":9007199254740992}', 'unsafe_number a'],
    ['{"a":100000000000000000000}', 'unsafe_number a'],
    ['{"a":{"b":[1,0.12345678901234567890]}}', 'unsafe_number a.b[1]'],
    ['{"a":1e400}', 'unsafe_number a'],
    ['{"a":-1e-400}', 'unsafe_number a'],
    [`{"a":1.${'0'.repeat(200_000)}}`, 'unsafe_number a'],
    ['{"a":"\\ud800"}', 'lone_surrogate a'],
    ['{"a":"\\ude00\\ud83d"}', 'lone_surrogate a'],
    ['{"a":{"\\udfff":1}}', 'lone_surrogate a.\ufffd'],
    ['{"a":"x\\u0000"}', 'nul a'],
    ['{"\\u0000":1}', 'nul \0'],
    ['{"__proto__":{"admin":true}}', 'forbidden_key __proto__'],
    ['{"properties":{"constructor":1}}', 'forbidden_key properties.constructor'],
    ['{"a":[{"prototype":1}]}', 'forbidden_key a[0].prototype'],
    ['{"a":{"\\u005f_proto__":1}}', 'forbidden_key a.__proto__'],
    ['{"a":1,"b":{"c":1,"c":2}}', 'duplicate_key'],
    [`{"a":"${'é'.repeat(4_097)}"}`, 'too_long a'],
    [`{"${'k'.repeat(8_193)}":1}`, `too_long ${'k'.repeat(100)}`],
  ])('%s', (event, problem) => {
    expect(problems(event)).toEqual([problem])
  })

  test('a string of 8 KB is allowed', () => {
    expect(problems(`{"a":"${'é'.repeat(4_096)}"}`)).toEqual([])
  })

  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

  test('ten levels are allowed, the event being the first', () => {
    expect(problems(nested(10))).toEqual([])
    expect(problems(nested(11))).toEqual([`too_deep ${Array(10).fill('a').join('.')}`])
  })

  test.each([10_000, 100_000])('%i levels are refused without a stack overflow', (levels) => {
    expect(problems(nested(levels))).toEqual([`too_deep ${Array(10).fill('a').join('.')}`])
    expect(problems(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`)).toEqual([
      `too_deep a${'[0]'.repeat(9)}`,
    ])
  })

  test('names what is wrong in the order of the text, twenty problems at most', () => {
    expect(problems('{"a":"\\u0000","b":["\\ud800",1e400],"c":"\\u0000"}')).toEqual([
      'nul a',
      'lone_surrogate b[0]',
      'unsafe_number b[1]',
      'nul c',
    ])
    expect(problems(`[${Array(50).fill('1e999').join(',')}]`)).toHaveLength(20)
  })

  test('an array of any width', () => {
    expect(problems(`[${Array(400_000).fill('1').join(',')}]`)).toEqual([])
  })
})
