import { formatNumber, formatPeriod, formatRate, formatValue, unitLabel } from '../../format.ts'
import type { Figure, FigureChange, Finding } from '../../report-data.ts'

const tableOf = ({ unit }: Figure) => `headline_${unit}`

const asText = (value: number, { unit }: Figure, currency: string): string => {
  const label = unit === 'money' ? currency : unitLabel(unit)
  const text = formatValue(value, unit, unit === 'money' ? 'brief' : 'full')
  return label === '' ? text : `${text} ${label}`
}

const countsOf = ({ receipt, interval }: Figure): string => {
  const { numerator, denominator } = receipt
  const counted = interval && typeof numerator === 'number' && typeof denominator === 'number'
  return counted
    ? ` (${formatValue(numerator, 'count')} of ${formatValue(denominator, 'count')})`
    : ''
}

function moved(figure: Figure, { difference, relative }: FigureChange): string {
  const verb = (difference ?? 0) > 0 ? 'rose' : 'fell'
  if (figure.unit === 'rate') {
    return `${verb} by ${formatNumber(Math.abs(difference ?? 0) * 100, 1)} points`
  }
  return `${verb} by ${formatRate(Math.abs(relative ?? 0), 1)}`
}

/** A figure that moved clearly against the period before, with why that is said. */
function changeSentence(figure: Figure, change: FigureChange, currency: string): string {
  const { value } = figure
  const [now, was] = [Number(value), change.before ?? 0]
  const why = change.interval ? ', more than chance explains' : ''
  return `${figure.label} ${moved(figure, change)} to ${asText(now, figure, currency)}${countsOf(figure)} against ${formatPeriod(change.against)}${change.condition === undefined ? '' : ` ${change.condition}`} (${asText(was, figure, currency)})${why}.`
}

const weightOf = ({ difference, relative }: FigureChange) => Math.abs(relative ?? difference ?? 0)

/** Clear changes against the period before: what got worse first, the larger change first. */
export function changeFindings(figures: readonly Figure[], currency: string): Finding[] {
  const clear = figures.flatMap((figure) => {
    const change = figure.changes?.[0]
    if (change?.verdict !== 'better' && change?.verdict !== 'worse') return []
    return [{ figure, change }]
  })
  const rank = (change: FigureChange) => (change.verdict === 'worse' ? 0 : 1)
  return clear
    .toSorted((a, b) => rank(a.change) - rank(b.change) || weightOf(b.change) - weightOf(a.change))
    .map(({ figure, change }) => ({
      text: changeSentence(figure, change, currency),
      table: tableOf(figure),
      ...(figure.report === undefined ? {} : { report: figure.report }),
    }))
}

/** Figures that miss their target. */
export function targetFindings(figures: readonly Figure[], currency: string): Finding[] {
  return figures.flatMap((figure) => {
    const { target, value } = figure
    if (target?.reached !== false || typeof value !== 'number') return []
    const text = `${figure.label}: ${asText(value, figure, currency)}, target ${asText(target.value, figure, currency)} not reached.`
    return [
      {
        text,
        table: tableOf(figure),
        ...(figure.report === undefined ? {} : { report: figure.report }),
      },
    ]
  })
}
