import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderCsv } from '#render/csv.ts'

const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.stringMatching(/^['\s=+@\t\r-]{0,4}[a1]?$/),
  fc.constantFrom('=1+1', '+49', '-5', '@x', "'=x", ' =x', '\tx', 'a,"b"\r\nc', '', '＝1'),
)
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)
const rates = fc.record({
  value: fc.option(numbers),
  interval: fc.option(fc.record({ low: numbers, high: numbers })),
  smallSample: fc.boolean(),
})
const rows = fc.array(
  fc.record({
    text: fc.option(texts),
    number: fc.option(fc.oneof(numbers, fc.integer())),
    rate: rates,
  }),
  { maxLength: 5 },
)
const columns = [
  { id: 'text', label: 'Text', unit: 'text' },
  { id: 'number', label: 'Number', unit: 'count' },
  { id: 'rate', label: 'Rate', unit: 'rate' },
] as const

const unguarded = (text: string) =>
  /^'(['\s]*[=+\-@＝＋－＠]|'*[\t\r\n])/.test(text) ? text.slice(1) : text
const numberOf = (field: string | null) => (field === null ? null : Number(field))

/** Reads a table back; an empty field is null, a quoted empty one is empty text. */
function read(csv: string): (string | null)[][] {
  return parse(csv, {
    record_delimiter: '\r\n',
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  })
}

test('any table comes back equal once the guards against formulas are taken off', () => {
  fc.assert(
    fc.property(rows, (given) => {
      const [header, ...lines] = read(renderCsv({ columns, rows: given }))
      expect(header).toEqual('text,number,rate,rate_low,rate_high,rate_small_sample'.split(','))
      const back = lines.map(
        ([text = null, number = null, value = null, low = null, high = null, small]) => ({
          text: text === null ? null : unguarded(text),
          number: numberOf(number),
          rate: {
            value: numberOf(value),
            interval: low === null ? null : { low: Number(low), high: numberOf(high) },
            smallSample: small === 'true',
          },
        }),
      )
      expect(back).toEqual(given)
    }),
  )
})

test('no text field opens a formula in a spreadsheet', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const csv = renderCsv({
        columns: [{ id: 'a', label: 'A', unit: 'text' }],
        rows: [{ a: text }],
      })
      const [, [field] = ['']] = parse(csv, { record_delimiter: '\r\n' }) as string[][]
      if (/^-?\d+(\.\d+)?$/.test(field ?? '')) return
      expect(field).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/)
    }),
  )
})

test('a rate becomes its value, its interval and whether the sample is small', () => {
  const csv = renderCsv({
    columns: [
      { id: 'stage', label: 'Stage', unit: 'text' },
      { id: 'rate', label: 'Rate', unit: 'rate' },
    ],
    rows: [
      { stage: 'a', rate: { value: 0.25, interval: { low: 0.1, high: 0.4 }, smallSample: true } },
      { stage: 'b', rate: null },
      { stage: '-2', rate: 0.5 },
    ],
  })
  expect(csv).toBe(
    'stage,rate,rate_low,rate_high,rate_small_sample\r\na,0.25,0.1,0.4,true\r\nb,,,,\r\n-2,0.5,,,\r\n',
  )
})

test('a rate that is not mature yet says how far it is, in a field of its own', () => {
  const rate = { value: 0.25, interval: null, smallSample: false }
  const csv = renderCsv({
    columns: [{ id: 'rate', label: 'Rate', unit: 'rate' }],
    rows: [{ rate: { ...rate, maturity: 0.4 } }, { rate }],
  })
  expect(csv).toBe(
    'rate,rate_low,rate_high,rate_small_sample,rate_maturity\r\n0.25,,,false,0.4\r\n0.25,,,false,\r\n',
  )
})
