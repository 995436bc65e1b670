import type { FunnelFigures, StepFigure } from './funnel-measure.ts'

const percent = (rate: number | null) => (rate === null ? '-' : `${(100 * rate).toFixed(1)} %`)

const units: readonly [from: number, seconds: number, unit: string][] = [
  [172_800, 86_400, 'd'],
  [7_200, 3_600, 'h'],
  [120, 60, 'min'],
]

/** Days from two days on, hours from two hours on, minutes from two minutes on, else seconds. */
function duration(seconds: number | null): string {
  if (seconds === null) return '-'
  const [, size, unit] = units.find(([from]) => seconds >= from) ?? [0, 1, 's']
  return `${(seconds / size).toFixed(1)} ${unit}`
}

type Line = readonly string[]

const head: Line = ['step', 'reached', 'step rate', 'overall', 'mean time', 'median time']

const line = (step: StepFigure): Line => [
  step.label,
  String(step.reached),
  percent(step.step_rate),
  percent(step.overall_rate),
  duration(step.mean_seconds),
  duration(step.median_seconds),
]

/** The first columns to the left, numbers to the right. */
function table(lines: readonly Line[], left: number): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((cells) => cells[column]?.length ?? 0)),
  )
  const pad = (cell: string, column: number) => {
    const width = widths[column] ?? 0
    return column < left ? cell.padEnd(width) : cell.padStart(width)
  }
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n')
}

/** The figures of a funnel for people: a table of its steps, the breakdown, and the notes. */
export function funnelText(figures: FunnelFigures): string {
  const { funnel, rule, entries, events, breakdown } = figures
  const counted = rule === 'ordered' ? `, entries ${entries}` : ''
  const parts = [
    `${funnel}: rule ${rule}${counted}, ${events} events before ${figures.as_of}`,
    table([head, ...figures.steps.map(line)], 1),
  ]
  const { measured, mean_seconds: mean, median_seconds: median } = figures.first_to_last
  if (measured > 0) {
    parts.push(
      `first to last step: mean ${duration(mean)}, median ${duration(median)}, of ${measured}`,
    )
  }
  if (breakdown !== undefined) {
    const rows = breakdown.flatMap(({ value, steps }) =>
      steps.map((step) => [value, ...line(step)]),
    )
    parts.push(table([['value', ...head], ...rows], 2))
  }
  return [...parts, ...figures.notes].join('\n\n')
}
