import { formatCount, formatExactRate, formatInterval } from '#core/format.ts'
import type { Interval, Receipt, ReportData, Unit } from '#core/report-data.ts'
import { html, type Markup } from './markup.ts'

/** What a receipt says beside its own fields: the figure's unrounded value and interval. */
export interface Shown {
  readonly of: string
  readonly unit?: Unit
  readonly value?: number | string | null
  readonly interval?: Interval | null | undefined
  readonly n?: number | null | undefined
}

/** Where a number comes from, folded: definition, variant, counts, window, query, as-of, basis, hashes. */
export function renderReceipt(receipt: Receipt, data: ReportData, shown: Shown): Markup {
  const rows: readonly (readonly [string, string | Markup | null])[] = [
    ['Definition', receipt.definition],
    ['Variant', receipt.variant],
    ['Numerator', count(receipt.numerator)],
    ['Denominator', count(receipt.denominator)],
    ['Unrounded', unrounded(shown)],
    ['Interval', shown.interval ? formatInterval(shown.interval, shown.unit ?? 'count') : null],
    ['Observations', count(shown.n)],
    ['Window', receipt.window],
    ['Query', html`<code>${receipt.query}</code>`],
    ['As of', html`<code>${data.asOf}</code>`],
    ['Basis', data.basis],
    ...Object.entries(data.hashes).map(([name, hash]) => hashRow(name, hash)),
  ]
  return html`<details class="receipt"><summary>Receipt<span class="hidden"> of ${shown.of}</span></summary>
<dl>${rows.map(([term, text]) => text !== null && html`<dt>${term}</dt><dd>${text}</dd>`)}</dl>
</details>`
}

/** What the two bases mean, in words. */
export function basisText(basis: ReportData['basis']): string {
  return basis === 'known'
    ? 'known: what had been received by then'
    : 'replayed: what source systems had recorded by then'
}

function count(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : formatCount(value)
}

const roundedUnits: readonly Unit[] = [
  'duration_days',
  'duration_hours',
  'months',
  'money',
  'multiple',
  'score',
]

function unrounded({ value, unit }: Shown): string | null {
  if (value === null || value === undefined) return null
  if (unit === 'rate' && typeof value === 'number') return formatExactRate(value)
  return unit !== undefined && roundedUnits.includes(unit) ? String(value) : null
}

/** The first half is enough to compare; the footer has the whole. */
function hashRow(name: string, hash: string): readonly [string, Markup] {
  return [`Hash of ${name}`, html`<code>${hash.slice(0, 16)}</code>`]
}
