import type { Measure } from './measure.ts'

export interface Line {
  readonly label: string
  readonly time: string
  readonly ratio: string
  readonly aim: string
  readonly result: string
}

const seconds = (value: number) =>
  value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(1)} s`

export const shortRatio = (value: number) => `${value < 10 ? value.toFixed(2) : value.toFixed(0)}x`

export const timeOf = ({ seconds: median, runs }: Measure) => `${seconds(median)} (${runs})`

/** A measure against another; `most` is the largest ratio that meets the aim. */
export function against(measure: Measure, unit: Measure, name: string, most?: number): Line {
  const ratio = measure.seconds / unit.seconds
  return {
    label: measure.label,
    time: timeOf(measure),
    ratio: `${shortRatio(ratio)} ${name}`,
    aim: most === undefined ? '' : `at most ${most}x`,
    result: most === undefined ? '' : ratio <= most ? 'met' : 'missed',
  }
}

const columns = ['label', 'time', 'ratio', 'aim', 'result'] as const
const heads: Line = {
  label: 'What',
  time: 'Median (runs)',
  ratio: 'Ratio',
  aim: 'Aim',
  result: 'Result',
}

/** A Markdown table that reads well on a terminal too. */
export function tableOf(lines: readonly Line[]): string {
  const width = (column: (typeof columns)[number]) =>
    Math.max(...[heads, ...lines].map((line) => line[column].length))
  const row = (line: Line) =>
    `| ${columns.map((column) => line[column].padEnd(width(column))).join(' | ')} |`
  const rule = `| ${columns.map((column) => '-'.repeat(width(column))).join(' | ')} |`
  return [row(heads), rule, ...lines.map(row)].join('\n')
}
