import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Column } from '#core/columns.ts'
import { writeParquet } from '#core/parquet.ts'
import { toCells } from '#core/parquet-cells.ts'
import { openParquetReader } from '#test/read-parquet.ts'

const columns: Column[] = (
  ['string', 'json', 'boolean', 'integer', 'decimal', 'date', 'timestamp', 'rate'] as const
).map((type) => ({ name: type, type, doc: '' }))

const moment = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const day = moment.map((date) => date.toISOString().slice(0, 10))
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 })

/** A decimal by its units: those of its last place. */
const units = fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n })
function decimalText(value: bigint, places = 4): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0')
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const row = fc.record({
  string: optional(fc.string({ unit: 'grapheme' })),
  json: optional(fc.object({ maxDepth: 2 }).map((value) => JSON.stringify(value))),
  boolean: optional(fc.boolean()),
  integer: optional(fc.maxSafeInteger()),
  decimal: optional(units),
  date: optional(day),
  timestamp: optional(moment),
  rate: optional(units),
})

const readMoment = (text: unknown) =>
  text === null ? null : new Date(`${text}Z`.replace(' ', 'T'))
const textOf = (value: unknown) => (value === null ? null : String(value))

test('rows come back as they went in, and twice give the same bytes', async () => {
  const reader = await openParquetReader()
  onTestFinished(reader.close)
  const everyRow = fc.asyncProperty(fc.array(row, { maxLength: 40 }), async (rows) => {
    const sent = rows.map((each) => ({
      ...each,
      decimal: each.decimal === null ? null : decimalText(each.decimal),
      timestamp: each.timestamp?.toISOString(),
      rate: each.rate === null ? null : decimalText(each.rate, 8),
    }))
    const bytes = writeParquet(columns, sent)
    expect(writeParquet(columns, sent)).toEqual(bytes)
    const content = await reader.read(bytes)
    const read = content.rows.map((each) => ({ ...each, timestamp: readMoment(each.timestamp) }))
    expect(read).toEqual(
      rows.map((each, index) => ({
        ...each,
        integer: textOf(each.integer),
        decimal: sent[index]?.decimal,
        rate: sent[index]?.rate,
      })),
    )
  })
  await fc.assert(everyRow, { numRuns: 100 })
})

test('a decimal is the same as text, as number and in units of 0.0001', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999, max: 99_999_999 }), (tenthousandths) => {
      const unscaled = BigInt(tenthousandths)
      const forms = [unscaled, decimalText(unscaled), Number(decimalText(unscaled))]
      const cells = forms.map((decimal) => toCells(columns, { decimal }))
      expect(cells).toEqual(forms.map(() => ({ at: [4], values: [unscaled] })))
    }),
  )
})
