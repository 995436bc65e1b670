import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPeriod,
  formatRate,
  formatValue,
  missingMark,
  unitLabel,
} from '#core/format.ts'
import type { Figure, FigureChange, RateCell, TableCell, TableColumn } from '#core/report-data.ts'
import { formatDifference } from './figure-change.ts'
import { detailOf } from './figures.ts'

const verdicts = { better: 'better', worse: 'worse', unclear: 'no clear change' } as const

/** A figure's value with its unit, or a dash with the reason why there is none. */
export function valueText({ value, unit, missing }: Figure, currency?: string): string {
  if (value === null) return `${missingMark} (${missing ?? 'not available'})`
  return `${formatValue(value, unit, detailOf(value, unit))} ${unitLabel(unit, currency)}`.trim()
}

/** A count as it is; money and weights with two decimals, so that both parts have as many. */
const partText = (part: number) =>
  Number.isInteger(part) ? formatCount(part) : formatNumber(part, 2)

/** What a figure rests on: its counts, its interval, and a warning where they are few. */
export function basisText(figure: Figure): string {
  const { receipt, n, interval, unit, smallSample } = figure
  const { numerator, denominator } = receipt
  const counted = typeof numerator === 'number' && typeof denominator === 'number'
  const parts = [
    counted
      ? `${partText(numerator)} of ${partText(denominator)}`
      : typeof n === 'number' && `n = ${formatCount(n)}`,
    interval && `interval ${formatInterval(interval, unit)}`,
    smallSample && 'small sample',
  ]
  return parts.filter(Boolean).join(', ')
}

/** `+1.20 points against January 2026 (better)`; undefined where there is nothing to compare. */
export function changeText(change: FigureChange, unit: Figure['unit']): string | undefined {
  const { against, condition, difference, relative, verdict } = change
  if (difference === null) return undefined
  const detail = unit === 'money' ? 'brief' : 'full'
  const share =
    relative !== null && unit !== 'rate' ? ` (${formatRate(Math.abs(relative), 1)})` : ''
  const judged = verdict === null ? '' : `, ${verdicts[verdict]}`
  const where = `${formatPeriod(against)}${condition === undefined ? '' : ` ${condition}`}`
  return `${formatDifference(difference, unit, detail)}${share} against ${where}${judged}`
}

/** Every change of a figure that can be told. */
export const changeTexts = ({ changes = [], unit }: Figure): string[] =>
  changes.flatMap((change) => changeText(change, unit) ?? [])

/** Text of at most so many characters, with an ellipsis where some are left out. */
export const cutText = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`

const rateText = ({ value, smallSample }: RateCell, unit: TableColumn['unit']): string =>
  value === null ? missingMark : `${formatValue(value, unit)}${smallSample ? ' *' : ''}`

/** A cell as text; an asterisk marks a small sample. */
export function cellText(cell: TableCell, { unit }: TableColumn): string {
  if (cell === null) return missingMark
  return typeof cell === 'object' ? rateText(cell, unit) : formatValue(cell, unit)
}
