import {
  type Detail,
  formatCount,
  formatInterval,
  formatMark,
  formatValue,
  missingMark,
  unitLabel,
} from '#core/format.ts'
import type { Figure, Interval, ReportData } from '#core/report-data.ts'
import { renderChanges, reportLink } from './figure-change.ts'
import { html, type Markup } from './markup.ts'
import { renderReceipt } from './receipt.ts'

/** A card: value, what it rests on, its interval drawn and said, its receipt folded. */
export function renderFigure(figure: Figure, data: ReportData): Markup {
  const { label, value, unit, interval, n, receipt, report } = figure
  return html`<li class="card">
<h3>${report === undefined ? label : html`<a href="${reportLink(report, data)}">${label}</a>`}</h3>
${value === null ? missing(figure) : valueMarkup(value, figure, data.currency)}
<p class="basis">${basisOf(figure)}${figure.smallSample && html` <span class="flag">small sample</span>`}</p>
${renderChanges(figure)}
${interval && renderInterval(interval, figure)}
${renderReceipt(receipt, data, { of: label, unit, value, interval, n })}
</li>`
}

function valueMarkup(value: number | string, figure: Figure, currency?: string): Markup {
  const unit = unitLabel(figure.unit, currency)
  const words = typeof value === 'string' && figure.unit === 'text'
  return html`<p class="value${words && ' words'}">${formatValue(value, figure.unit, detailOf(value, figure.unit))}${unit && html` <span class="unit">${unit}</span>`}</p>`
}

/** Cents of large amounts are noise in a card; the receipt has every digit. */
export const detailOf = (value: number | string, unit: Figure['unit']): Detail =>
  unit === 'money' && Math.abs(Number(value)) >= 10_000 ? 'brief' : 'full'

function missing(figure: Figure): Markup {
  const reason = figure.missing ?? 'not available'
  return html`<p class="value missing" title="${reason}"><span aria-hidden="true">${missingMark}</span><span class="hidden">no value</span></p>
<p class="basis">${reason}</p>`
}

/** `842 of 8,000` where both counts are known, else the number of observations. */
function basisOf({ receipt, n }: Figure): string {
  const { numerator, denominator } = receipt
  if (isCount(numerator) && isCount(denominator)) {
    return `${formatCount(numerator)} of ${formatCount(denominator)}`
  }
  return isCount(n) ? `n = ${formatCount(n)}` : ''
}

function isCount(value: number | null | undefined): value is number {
  return value !== null && value !== undefined
}

/** A track from 0 (or below) to a round number, the interval as a band, the value as a mark. */
function renderInterval(interval: Interval, figure: Figure): Markup {
  const { unit, value } = figure
  const from = Math.min(0, interval.low)
  const to = roundUp(Math.max(interval.high, 0)) || 1
  const at = (x: number): number => Math.round((200 * (x - from) * 100) / (to - from)) / 100
  const width = Math.max(at(interval.high) - at(interval.low), 2)
  const name = unit === 'rate' ? '95% interval' : 'Interval'
  return html`<div class="range"><svg viewBox="0 0 200 12" preserveAspectRatio="none" aria-hidden="true">
<rect class="fill-line" x="0" y="5" width="200" height="2"/>
<rect class="fill-bar" x="${at(interval.low)}" y="3" width="${width.toFixed(2)}" height="6" rx="1"/>
${typeof value === 'number' && html`<rect class="fill-ink" x="${(at(value) - 1).toFixed(2)}" y="0" width="2" height="12"/>`}
</svg><p class="ends" aria-hidden="true"><span>${formatMark(from, unit)}</span><span>${formatMark(to, unit)}</span></p>
<p class="basis">${name} <span class="whole">${formatInterval(interval, unit)}</span></p></div>`
}

/** The next of 1, 2, 5 times a power of ten: the end of a scale. */
function roundUp(value: number): number {
  if (value <= 0) return 0
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((each) => each * power >= value * 0.999999) ?? 10
  return step * power
}
