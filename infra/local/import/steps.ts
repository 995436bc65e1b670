import { createHash } from 'node:crypto'
import { type DayUnit, laterDay } from '#core/later-day.ts'
import type { Converted } from './convert.ts'
import type { RowFault } from './fields.ts'
import type { FieldTemplate } from './templates.ts'

/** Says that a spreadsheet has rounded an id, such as 1.23E+11; undefined when all is well. */
export function roundedId(cell: string): string | undefined {
  return /^\s*\d(?:[.,]\d+)?[eE]\+\d+\s*$/.test(cell)
    ? 'is an id that a spreadsheet has rounded: export again, with this column as text'
    : undefined
}

type Word = { readonly text: string } | { readonly empty: string } | RowFault

/** The word that `values` has for a text; what becomes of others, `others` says. */
export function translate(
  word: Word,
  { values, others = 'refuse' }: Pick<FieldTemplate, 'values' | 'others'>,
  column: string,
): Word {
  if (values === undefined || !('text' in word)) return word
  const found = Object.hasOwn(values, word.text.trim()) ? values[word.text.trim()] : undefined
  if (found !== undefined) return { text: found }
  if (others === 'keep') return word
  if (others === 'leave_out') return { empty: column }
  return { column, reason: 'is none of the "values" in the mapping', value: word.text }
}

/** The domain of an e-mail or web address, the SHA-256 of the text in lower case, or what stands before `;`. */
export function takeFrom(text: string, what: FieldTemplate['take']): string {
  if (what === undefined) return text
  if (what === 'first') return text.split(';')[0]?.trim() ?? ''
  const lower = text.trim().toLowerCase()
  if (what === 'hash') return createHash('sha256').update(lower).digest('hex')
  return lower
    .replace(/^[a-z]+:\/\//, '')
    .replace(/^.*@/, '')
    .replace(/^www\./, '')
    .replace(/[/?#:].*$/, '')
}

/** A converted day so much later, such as `1 month`; other values stay as they are. */
export function addTo(converted: Converted, plus: string | undefined): Converted {
  if (plus === undefined || 'fault' in converted) return converted
  const [count = '', unit = ''] = plus.split(' ')
  // The schema of the mapping has checked the words.
  const name = unit.replace(/s$/, '') as DayUnit
  return { value: laterDay(String(converted.value).slice(0, 10), Number(count), name) }
}
