import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '#core/hash.ts'
import { readBatch, readJson } from '#core/json.ts'
import { jsonProblems } from '#core/json-problems.ts'

const value = fc.jsonValue({ noUnicodeString: false, maxDepth: 6 })
const space = fc.constantFrom('', ' ', '\n\t', '\r\n  ')
const codes = (text: string, members = 0) =>
  [...jsonProblems(readJson(text), members)].map(({ code }) => code)

/** The keys of all objects in a value. */
function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = Array.isArray(value) ? 0 : Object.keys(value).length
  return Object.values(value).reduce((sum: number, member) => sum + countKeys(member), own)
}

test('every event of a batch comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), value, space, (events, other, gap) => {
      const texts = events.map((event) => JSON.stringify(event, null, gap))
      const body = `${gap}{"other":${JSON.stringify(other)},"events"${gap}:[${gap}${texts.join(`${gap},${gap}`)}${gap}]}`
      const batch = readBatch(Buffer.from(body))
      expect(batch.map(({ text }) => text)).toEqual(texts)
      expect(batch.map(({ members }) => members)).toEqual(events.map(countKeys))
      expect(batch.map((each) => each.value)).toEqual(texts.map(readJson))
      const compact = texts.filter(
        (text, index) => text === JSON.stringify(events[index]) && !text.includes('\\'),
      )
      expect(batch.filter((each) => each.compact && gap === '')).toHaveLength(
        gap === '' ? compact.length : 0,
      )
    }),
  )
})

/** Sorted keys and no white space, as simply as can be. */
function slowCanonical(any: unknown): string {
  if (Array.isArray(any)) return `[${any.map(slowCanonical)}]`
  if (typeof any !== 'object' || any === null) return JSON.stringify(any)
  const entries = Object.entries(any).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${slowCanonical(member)}`)}}`
}

test('canonical text has sorted keys, also numbers and __proto__', () => {
  const key = fc.oneof(fc.string(), fc.constantFrom('10', '9', '_a', '__proto__', 'a', 'toJSON'))
  const object = fc.dictionary(key, fc.oneof(value, fc.dictionary(key, value)))
  fc.assert(
    fc.property(object, (any) => {
      const parsed: unknown = JSON.parse(JSON.stringify(any))
      expect(canonicalJson(parsed)).toBe(slowCanonical(parsed))
    }),
  )
})

test('any bytes are a batch or a refusal with status 400', () => {
  const fragment = fc.constantFrom(
    '{"events":[',
    ']}',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '1e9',
    'null',
    '"a"',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fragment).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          expect(readBatch(Buffer.from(text)).length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toMatchObject({ status: 400 })
        }
      },
    ),
  )
})

test('the problems of a value never throw, and a value without any is read as JSON.parse does', () => {
  fc.assert(
    fc.property(value, (any) => {
      const text = JSON.stringify(any)
      const problems = [...jsonProblems(readJson(text), countKeys(any))]
      if (problems.length === 0) expect(readJson(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('a double is safe in its own notation unless it is an integer beyond 2^53', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      const unsafe = Number.isInteger(number) && !Number.isSafeInteger(number)
      expect(codes(JSON.stringify(number))).toEqual(unsafe ? ['unsafe_number'] : [])
    }),
  )
})

test('fifteen digits are always safe; more are when a double has exactly them', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,21}$/)
  fc.assert(
    fc.property(digits, (text) => {
      const exact = BigInt(text) === BigInt(Number(text)) && BigInt(text) < 2n ** 53n
      expect(codes(text)).toEqual(exact ? [] : ['unsafe_number'])
      if (text.length <= 15) expect(codes(`-0.${text}`)).toEqual([])
    }),
  )
})

test('zeros at the end of a fraction and a shifted exponent change nothing', () => {
  const number = fc.stringMatching(/^-?[1-9]\.[0-9]{1,20}$/)
  fc.assert(
    fc.property(number, fc.nat(30), (text, zeros) => {
      const [whole, fraction = ''] = text.split('.')
      expect(codes(text + '0'.repeat(zeros))).toEqual(codes(text))
      expect(codes(`${whole}${fraction}e-${fraction.length}`)).toEqual(codes(text))
    }),
  )
})

test('canonical text is the same for any order of keys, and reads back as the value', () => {
  const shuffled = fc
    .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
    .chain((object) =>
      fc.tuple(
        fc.constant(object),
        fc.shuffledSubarray(Object.entries(object), { minLength: Object.keys(object).length }),
      ),
    )
  fc.assert(
    fc.property(shuffled, ([object, entries]) => {
      expect(canonicalJson(Object.fromEntries(entries))).toBe(canonicalJson(object))
      expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)))
    }),
  )
})
