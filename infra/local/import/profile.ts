import { bareNumber } from './decimals.ts'
import { misread } from './decode.ts'
import { isStageWord } from './recipe.ts'
import { roundedId } from './steps.ts'
import type { Table } from './table.ts'
import { readTime, writtenDay } from './times.ts'

/** What a column is for decides what is looked at in it. */
export type ColumnUse = 'id' | 'time' | 'number' | 'word' | 'text'

/** What was seen in a column, over the whole file. */
export interface ColumnProfile {
  readonly column: string
  filled: number
  /** Days such as 26/02/2018 by what they prove. */
  dayFirst: number
  monthFirst: number
  eitherFirst: number
  /** Times that read as such without knowing an order. */
  plain: number
  dotted: number
  serial: number
  unix: number
  unixMs: number
  withClock: number
  withoutOffset: number
  /** Days that are the first of a month. */
  monthStarts: number
  /** Numbers by the decimal mark they prove; `eitherMark` such as 1,234. */
  point: number
  comma: number
  eitherMark: number
  percent: number
  /** Cells of a text column that are numbers. */
  numeric: number
  largest: number
  /** Signs and codes of currencies. */
  readonly currencies: Set<string>
  readonly examples: string[]
  /** Distinct words, as long as there are few. */
  readonly words: Set<string>
  roundedIdAt: number | undefined
}

export const mostWords = 300
const mostKnownWords = 3_000

const emptyProfile = (column: string): ColumnProfile => ({
  column,
  filled: 0,
  dayFirst: 0,
  monthFirst: 0,
  eitherFirst: 0,
  plain: 0,
  dotted: 0,
  serial: 0,
  unix: 0,
  unixMs: 0,
  withClock: 0,
  withoutOffset: 0,
  monthStarts: 0,
  point: 0,
  comma: 0,
  eitherMark: 0,
  percent: 0,
  numeric: 0,
  largest: 0,
  currencies: new Set(),
  examples: [],
  words: new Set(),
  roundedIdAt: undefined,
})

function seeOrder(profile: ColumnProfile, first: number, second: number): void {
  if (first > 12) profile.dayFirst += 1
  else if (second > 12) profile.monthFirst += 1
  else profile.eitherFirst += 1
}

function seeTime(profile: ColumnProfile, text: string): void {
  const written = writtenDay(text)
  if (written !== undefined) {
    seeOrder(profile, written.first, written.second)
    if (/^\d+\./.test(text)) profile.dotted += 1
  } else if (/^\d{10}$/.test(text)) profile.unix += 1
  else if (/^\d{13}$/.test(text)) profile.unixMs += 1
  else if (/^\d{5}(\.\d+)?$/.test(text)) profile.serial += 1
  const time = readTime(text)
  if (written === undefined && time !== undefined) profile.plain += 1
  if (time?.day.endsWith('-01')) profile.monthStarts += 1
  const clock = time?.clock ?? written?.clock ?? ''
  if (clock !== '' && !/^0?0:00(:00(\.0+)?)?$/.test(clock)) profile.withClock += 1
  if (clock !== '' && time?.offset === undefined) profile.withoutOffset += 1
}

const currencySign = /\p{Sc}|\b[A-Z]{3}\b/u

function seeNumber(profile: ColumnProfile, text: string): void {
  const [sign] = currencySign.exec(text) ?? []
  if (sign !== undefined) profile.currencies.add(sign)
  const { text: bare, percent } = bareNumber(text)
  if (percent) profile.percent += 1
  const marks = bare.replace(/\d/g, '')
  if (/[^.,]/.test(marks)) return
  const last = marks.at(-1)
  profile.largest = Math.max(profile.largest, Number(bare.replace(',', '.')) || 0)
  if (last === undefined) return
  const after = bare.length - bare.lastIndexOf(last) - 1
  const repeated = marks.length > 1 && marks === last.repeat(marks.length)
  const sure = marks.length > 1 || after !== 3 || /^0?[.,]/.test(bare)
  if (!sure) profile.eitherMark += 1
  else if ((last === '.') === repeated) profile.comma += 1
  else profile.point += 1
}

/** A cell is a slice of its block, which it would keep in memory. */
const copyOf = (text: string) => Buffer.from(text).toString()

/** Beyond many words only those are kept that a class knows, as in a history of all properties. */
function seeWord({ words }: ColumnProfile, text: string): void {
  if (words.has(text) || words.size > mostKnownWords) return
  if (words.size <= mostWords || isStageWord(text)) words.add(copyOf(text))
}

function seeCell(profile: ColumnProfile, use: ColumnUse, cell: string, line: number): void {
  const text = cell.trim()
  profile.filled += 1
  if (profile.examples.length < 3 && !profile.examples.includes(text)) profile.examples.push(text)
  if (use === 'time') seeTime(profile, text)
  else if (use === 'number') seeNumber(profile, text)
  else if (use === 'word') seeWord(profile, text)
  else if (use === 'text' && /\d/.test(text) && /^[\d.,%\s-]+$/.test(text)) profile.numeric += 1
  else if (use === 'id' && roundedId(text) !== undefined) profile.roundedIdAt ??= line
}

export interface TableProfile {
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnProfile>
  /** The first line with text in another encoding. */
  readonly misreadAt: number | undefined
}

export interface Watched {
  /** Position in the row. */
  readonly at: number
  readonly role: string
  readonly column: string
  readonly use: ColumnUse
}

/** Looks at the named columns of every row, in constant memory; cells that mean empty are left out. */
export async function profileTable(
  table: Table,
  watched: readonly Watched[],
  empty: ReadonlySet<string>,
): Promise<TableProfile> {
  const columns = new Map(watched.map(({ role, column }) => [role, emptyProfile(column)]))
  let rows = 0
  let misreadAt: number | undefined
  for await (const block of table.rows) {
    for (const row of block) {
      if (!('cells' in row)) continue
      rows += 1
      for (const { at, role, use } of watched) {
        const cell = row.cells[at] ?? ''
        if (empty.has(cell.trim())) continue
        if (misreadAt === undefined && misread(cell) !== undefined) misreadAt = row.line
        const profile = columns.get(role)
        if (profile !== undefined) seeCell(profile, use, cell, row.line)
      }
    }
  }
  return { rows, columns, misreadAt }
}
