import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bindParameters, type Parameter, parameterNames, renderLiteral } from '#core/literal.ts'
import { type LocalQueryEngine, openQueryEngine } from '#local/query-engine.ts'

let engine: LocalQueryEngine

beforeAll(async () => {
  engine = await openQueryEngine(':memory:')
})

afterAll(() => engine.close())

async function shownBy(sql: string) {
  const { rows } = await engine.run(sql, 'literal')
  expect(rows).toHaveLength(1)
  return rows[0]?.x
}

/** Text that tries to end its literal, among any other text. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
  fc
    .array(
      fc.constantFrom("'", "''", '\\', '"', ';', '--', '/*', '*/', ':name', '$$', "');", '\n', '%'),
    )
    .map((parts) => parts.join('')),
)
const money = fc
  .tuple(fc.bigInt(-(10n ** 14n) + 1n, 10n ** 14n - 1n), fc.integer({ min: 0, max: 9999 }))
  .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, '0')}`)
const instant = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString())

const come: [string, fc.Arbitrary<Parameter>, (value: unknown) => unknown][] = [
  ['string', text.map((value) => ({ type: 'string', value })), (value) => value],
  ['integer', fc.maxSafeInteger().map((value) => ({ type: 'integer', value })), (value) => value],
  ['decimal', money.map((value) => ({ type: 'decimal', value })), (value) => value],
  ['date', instant.map((value) => ({ type: 'date', value: value.slice(0, 10) })), (value) => value],
  [
    'timestamp',
    instant.map((value) => ({ type: 'timestamp', value })),
    (value) => String(value).replace('T', ' ').replace('Z', ''),
  ],
]

describe('comes back as itself, as a literal and bound to a name', () => {
  test.each(come)('%s', async (type, parameters, shown) => {
    await fc.assert(
      fc.asyncProperty(parameters, async (parameter) => {
        const expected = type === 'integer' ? Number(parameter.value) + 0 : shown(parameter.value)
        expect(await shownBy(`select ${renderLiteral(parameter)} as x`)).toBe(expected)
        expect(await shownBy(bindParameters('select :x as x', { x: parameter }))).toBe(expected)
      }),
      { numRuns: 60 },
    )
  })

  const types = ['string', 'integer', 'decimal', 'date', 'timestamp', 'strings'] as const
  test.each(types)('null of type %s', async (type) => {
    expect(await shownBy(`select ${renderLiteral({ type, value: null })} as x`)).toBe(null)
  })

  test('a list holds its texts and no other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        text,
        async (list, other) => {
          const among = (value: string) =>
            bindParameters('select :value in (:list) as x', {
              value: { type: 'string', value },
              list: { type: 'strings', value: list },
            })
          for (const value of list) expect(await shownBy(among(value))).toBe(true)
          expect(await shownBy(among(other))).toBe(list.includes(other))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('nothing is in an empty list', async () => {
    const list = renderLiteral({ type: 'strings', value: [] })
    expect(
      await shownBy(`select count(*) as x from (values ('a')) as t (v) where v in (${list})`),
    ).toBe(0)
  })
})

describe('is refused', () => {
  test.each<[string, Parameter]>([
    ['NUL', { type: 'string', value: 'a\0b' }],
    ['half a character', { type: 'string', value: '\ud800' }],
    ['half a character in a list', { type: 'strings', value: ['a', '\udc00'] }],
    ['a text as a list', { type: 'strings', value: 'a' }],
    ['an unsafe integer', { type: 'integer', value: 2 ** 53 }],
    ['a fraction as integer', { type: 'integer', value: 1.5 }],
    ['a text as integer', { type: 'integer', value: '1; drop table t' }],
    ['five decimals', { type: 'decimal', value: '1.00001' }],
    ['an exponent', { type: 'decimal', value: 1e21 }],
    ['more than a decimal', { type: 'decimal', value: "1' as x --" }],
    ['a time as date', { type: 'date', value: '2026-03-01T00:00:00.000Z' }],
    ['more than a date', { type: 'date', value: "2026-03-01'\n--" }],
    ['a second line', { type: 'date', value: '2026-03-01\n' }],
    ['a time with offset', { type: 'timestamp', value: '2026-03-01T00:00:00.000+01:00' }],
    ['a time without milliseconds', { type: 'timestamp', value: '2026-03-01T00:00:00Z' }],
  ])('%s', (_, parameter) => {
    expect(() => renderLiteral(parameter)).toThrow(/parameter/)
  })
})

describe('a name', () => {
  const one = { type: 'integer', value: 1 } as const

  test('in texts, quoted names and comments is left alone', () => {
    const sql = `-- about :a's
select ':a it''s :a' as ":a ""b"" :a", :a as x -- and :b "
where ':' = ':a' -- last :c`
    expect(parameterNames(sql)).toEqual(['a'])
    expect(bindParameters(sql, { a: one })).toBe(sql.replace(':a as x', 'cast(1 as bigint) as x'))
  })

  test('stands for one value wherever it is, and not for a longer name', () => {
    const sql = 'select :a + :a + :ab'
    const values = { a: one, ab: { type: 'integer', value: 2 } as const }
    expect(bindParameters(sql, values)).toBe(
      'select cast(1 as bigint) + cast(1 as bigint) + cast(2 as bigint)',
    )
  })

  test('in a value is not replaced in turn', () => {
    const values = { a: { type: 'string', value: ':b' }, b: one } as const
    expect(bindParameters('select :a, :b', values)).toBe("select ':b', cast(1 as bigint)")
  })

  test('without a value, and a value without its name, are both told', () => {
    expect(() => bindParameters('select :a, :b', { b: one, c: one })).toThrow(
      ':a has no value; :c is not in the query',
    )
    expect(() => bindParameters('select :constructor', {})).toThrow(':constructor has no value')
  })

  test('around texts that the query holds itself: they come back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (first, second) => {
        const held = renderLiteral({ type: 'string', value: first })
        const sql = bindParameters(`select ${held} || :a as x`, {
          a: { type: 'string', value: second },
        })
        expect(await shownBy(sql)).toBe(first + second)
      }),
      { numRuns: 60 },
    )
  })
})
