import type { ColumnType } from '#core/fields.ts'
import { type Converted, convert, toOwnBoolean, toOwnNumber } from './convert.ts'
import type { DecimalMark } from './decimals.ts'
import { misread } from './decode.ts'
import { type Cells, type Header, planCell } from './header.ts'
import { addTo, roundedId, takeFrom, translate } from './steps.ts'
import { columnsIn, type Part } from './template.ts'
import type { FieldTemplate, OwnTemplate } from './templates.ts'
import type { DateStyle } from './times.ts'

/** What is wrong with a row, and in which column; `reason` does not depend on the value. */
export interface RowFault {
  readonly column: string
  readonly reason: string
  readonly value?: string
}

type Text = { readonly text: string } | { readonly empty: string } | RowFault

/** The value of a field; `empty` names the column whose empty cell leaves it out. */
export type FieldValue = { readonly value: unknown } | { readonly empty: string } | RowFault

/** How one field of an event is made of a row. */
export interface FieldPlan {
  readonly name: string
  /** The columns it is made of, by path. */
  readonly columns: Readonly<Record<string, string>>
  /** `day`: a time in `occurred_at` stands for its day. */
  fill(cells: Cells, day: boolean): FieldValue
}

export interface FieldContext {
  readonly header: Header
  readonly zone: string | undefined
  readonly dates?: DateStyle | undefined
  readonly decimals?: DecimalMark | undefined
}

interface TextOptions {
  readonly header: Header
  readonly nullWords?: readonly string[] | undefined
  /** The text is an id, or part of one. */
  readonly id?: boolean
}

function planText(
  parts: readonly Part[],
  { header, nullWords, id = false }: TextOptions,
): (cells: Cells) => Text {
  const pieces = parts.map((part) =>
    typeof part === 'string'
      ? part
      : { column: part.column, read: planCell(part.column, header, nullWords) },
  )
  return (cells) => {
    let text = ''
    for (const piece of pieces) {
      if (typeof piece === 'string') {
        text += piece
        continue
      }
      const cell = piece.read(cells)
      if (cell === undefined) return { empty: piece.column }
      const reason = misread(cell) ?? (id ? roundedId(cell) : undefined)
      if (reason !== undefined) return { column: piece.column, reason, value: cell }
      text += id ? cell.trim() : cell
    }
    return { text }
  }
}

const columnList = (parts: readonly Part[]) => [...new Set(columnsIn(parts))].join(', ')

function settle(outcome: Text, column: string, toValue: (text: string) => Converted): FieldValue {
  if (!('text' in outcome)) return outcome
  const converted = toValue(outcome.text)
  return 'fault' in converted ? { column, reason: converted.fault, value: outcome.text } : converted
}

type Fill = (cells: Cells, day: boolean) => FieldValue

function planAlternative(
  name: string,
  type: ColumnType,
  template: FieldTemplate,
  context: FieldContext,
): Fill {
  const column = columnList(template.text)
  const { header } = context
  const id = name.endsWith('_id')
  const fill = planText(template.text, { header, nullWords: template.null_words, id })
  const options = {
    zone: template.zone ?? context.zone,
    dates: template.dates ?? context.dates,
    decimals: template.decimals ?? context.decimals,
    shift: template.shift,
  }
  return (cells, day) => {
    const word = translate(fill(cells), template, column)
    if (!('text' in word)) return word
    if (word.text.trim() === template.clears) return { value: null }
    if (!word.text.startsWith(template.begins ?? '')) return { empty: column }
    const whole = { ...options, day: template.day ?? (day && name === 'occurred_at') }
    return settle(word, column, (text) =>
      addTo(convert(takeFrom(text, template.take), type, whole), template.plus),
    )
  }
}

/** A field that the schema gives a type: the first of the templates without an empty cell. */
export function planField(
  name: string,
  type: ColumnType,
  templates: readonly FieldTemplate[],
  context: FieldContext,
): FieldPlan {
  const alternatives = templates.map((each) => planAlternative(name, type, each, context))
  const column = columnList(templates.flatMap(({ text }) => text))
  return {
    name,
    columns: { [name]: column },
    fill(cells, day) {
      let filled: FieldValue = { empty: column }
      for (const alternative of alternatives) {
        filled = alternative(cells, day)
        if (!('empty' in filled)) return filled
      }
      return filled
    },
  }
}

const ownValues = {
  text: (text: string): Converted => ({ value: text }),
  number: toOwnNumber,
  boolean: toOwnBoolean,
}

/** An object field, key by key; keys with empty cells are left out. */
export function planKeys(
  name: string,
  templates: Readonly<Record<string, OwnTemplate>>,
  { header }: FieldContext,
): FieldPlan {
  const keys = Object.entries(templates).map(([key, template]) => ({
    key,
    column: columnList(template.text),
    fill: planText(template.text, { header, nullWords: template.null_words }),
    toValue: ownValues[template.as],
  }))
  return {
    name,
    columns: Object.fromEntries(keys.map(({ key, column }) => [`${name}.${key}`, column])),
    fill: (cells) => {
      const values: [string, unknown][] = []
      for (const { key, column, fill, toValue } of keys) {
        const field = settle(fill(cells), column, toValue)
        if ('reason' in field) return field
        if ('value' in field) values.push([key, field.value])
      }
      return values.length > 0 ? { value: Object.fromEntries(values) } : { empty: '' }
    },
  }
}
