import {
  type Detail,
  formatInterval,
  formatNumber,
  formatPeriod,
  formatRate,
  formatValue,
} from '#core/format.ts'
import type { Figure, FigureChange, ReportData } from '#core/report-data.ts'
import { html, type Markup } from './markup.ts'

const verdicts = { better: 'better', worse: 'worse', unclear: 'no clear change' } as const

/** A difference with its sign; rates in percentage points. */
export function formatDifference(difference: number, unit: Figure['unit'], detail: Detail): string {
  const size = Math.abs(difference)
  const sign = difference > 0 ? '+' : difference < 0 ? '−' : '±'
  const text =
    unit === 'rate' ? `${formatNumber(size * 100, 2)} points` : formatValue(size, unit, detail)
  return `${sign}${text}`
}

function renderChange(change: FigureChange, { unit }: Figure): Markup {
  const { against, condition, before, difference, relative, interval, verdict } = change
  if (difference === null || before === null) {
    return html`<li>No value in ${formatPeriod(against)}</li>`
  }
  const detail = unit === 'money' ? 'brief' : 'full'
  const share =
    relative !== null && unit !== 'rate' ? ` (${formatRate(Math.abs(relative), 1)})` : ''
  return html`<li><span class="whole">${formatDifference(difference, unit, detail)}${share}</span> against ${formatPeriod(against)}${condition && ` ${condition}`}: ${formatValue(before, unit, detail)}${
    verdict && html` <span class="verdict ${verdict}">${verdicts[verdict]}</span>`
  }${interval && unit === 'rate' && html`<span class="hidden">, 95% interval of the difference ${formatInterval(interval, unit)}</span>`}</li>`
}

/** What the figure was before and what it should be, one line each; nothing without either. */
export function renderChanges(figure: Figure): Markup | null {
  const { changes = [], target, unit } = figure
  if (changes.length === 0 && target === undefined) return null
  const reached = target?.reached === true ? 'reached' : 'not reached'
  return html`<ul class="changes">${changes.map((change) => renderChange(change, figure))}${
    target &&
    html`<li>Target ${formatValue(target.value, unit, unit === 'money' ? 'brief' : 'full')}${target.reached !== null && html` <span class="verdict ${target.reached ? 'better' : 'worse'}">${reached}</span>`}</li>`
  }</ul>`
}

/** Address of another report's newest page of the same period, from inside a revision's folder. */
export const reportLink = (report: string, { period }: Pick<ReportData, 'period'>): string =>
  `../../../${report}/${encodeURIComponent(period.label)}/index.html`
