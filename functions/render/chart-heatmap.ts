import type { HeatmapChart } from '#core/chart.ts'
import { formatCount, formatMark, formatValue } from '#core/format.ts'
import { box, hatching, text } from './chart-parts.ts'
import { heatRoles } from './palette.ts'
import type { Drawing } from './svg.ts'

/** Columns that stand side by side, and the space that labels and cells take, in pixels. */
interface Layout {
  readonly width: number
  readonly perBlock: number
  readonly label: number
  readonly row: number
}

const wide: Layout = { width: 820, perBlock: 13, label: 132, row: 30 }
const narrow: Layout = { width: 340, perBlock: 6, label: 92, row: 28 }

const head = 44
const blockGap = 20
const gap = 2
/** Text is light on the shades from here on. */
const darkFrom = 5

type Row = HeatmapChart['rows'][number]

/** A run of columns with the rows that have something to show in it. */
interface Block {
  readonly first: number
  readonly columns: readonly string[]
  readonly rows: readonly Row[]
  readonly top: number
}

export const drawWideHeatmap = (chart: HeatmapChart): Drawing => draw(chart, wide)

/** For phones: the columns continue below. */
export const drawNarrowHeatmap = (chart: HeatmapChart): Drawing => draw(chart, narrow)

/** The chart in words, for those who do not see it. */
export function describeHeatmap(chart: HeatmapChart): string {
  const rows = chart.rows.map(({ label, n, values }) => {
    const cells = chart.columns.map((column, index) => {
      const value = values[index] ?? null
      return `${column} ${value === null ? 'not complete' : formatValue(value, chart.unit, 'brief')}`
    })
    return `${label}${n === undefined ? '' : ` (n ${formatCount(n)})`}: ${cells.join(', ')}`
  })
  return `By ${chart.columnTitle}. ${rows.join('; ')}.`
}

/** What the shades mean in numbers. */
export function heatmapKey(chart: HeatmapChart): string {
  const [low, high] = rangeOf(chart)
  const from = low === 0 ? '0' : formatMark(low, chart.unit)
  const shades = `The stronger the shade, the more: ${from} to ${formatMark(high, chart.unit)}.`
  const isWhole = chart.rows.every(({ values }) =>
    chart.columns.every((_, at) => isKnown(values, at)),
  )
  return isWhole ? shades : `${shades} Hatched: not complete yet.`
}

const isKnown = (values: Row['values'], at: number) => (values[at] ?? null) !== null

/** Shades begin at 0, or at the smallest value where all are so large that they would look alike. */
function rangeOf({ rows }: HeatmapChart): readonly [low: number, high: number] {
  const known = rows.flatMap(({ values }) => values.flatMap((value) => value ?? []))
  const [low, high] = [Math.min(...known), Math.max(0, ...known)]
  return known.length > 0 && low < high && low * 2 > high ? [low, high] : [0, high]
}

/** As few blocks as fit, all about equally wide. */
function blocksOf({ columns, rows }: HeatmapChart, layout: Layout): Block[] {
  const number = Math.max(1, Math.ceil(columns.length / layout.perBlock))
  const size = Math.ceil(columns.length / number)
  let top = 0
  return Array.from({ length: number }, (_, index) => {
    const first = index * size
    const own = columns.slice(first, first + size)
    const shown = rows.filter(({ values }) => own.some((_, at) => isKnown(values, first + at)))
    const block = { first, columns: own, rows: index === 0 ? rows : shown, top }
    top += head + layout.row * block.rows.length + blockGap
    return block
  })
}

function draw(chart: HeatmapChart, layout: Layout): Drawing {
  const blocks = blocksOf(chart, layout)
  const size = Math.max(1, ...blocks.map(({ columns }) => columns.length))
  const cell = Math.floor((layout.width - layout.label) / size)
  const range = rangeOf(chart)
  const last = blocks.at(-1)
  const height = last ? last.top + head + layout.row * last.rows.length : head
  return {
    width: layout.width,
    height: Math.ceil(height),
    option: {
      graphic: blocks.flatMap((block) => blockParts(chart, block, { layout, cell, range })),
    },
  }
}

interface Scale {
  readonly layout: Layout
  readonly cell: number
  readonly range: readonly [low: number, high: number]
}

function blockParts(chart: HeatmapChart, block: Block, scale: Scale): object[] {
  const { layout, cell } = scale
  const middle = (at: number) => layout.label + cell * (at + 0.5)
  const muted = { role: 'muted', size: 13 } as const
  return [
    text(layout.label, block.top + 10, chart.columnTitle, {
      ...muted,
      width: layout.width - layout.label,
    }),
    ...block.columns.map((column, at) =>
      text(middle(at), block.top + 30, column, { ...muted, align: 'center', width: cell }),
    ),
    ...block.rows.flatMap((row, index) => {
      const y = block.top + head + layout.row * index
      return [...rowHead(row, y + layout.row / 2, layout), ...rowCells(chart, block, row, y, scale)]
    }),
  ]
}

function rowHead({ label, n }: Row, y: number, { label: space }: Layout): object[] {
  if (n === undefined) return [text(0, y, label, { size: 13, width: space - 8 })]
  const number = formatCount(n)
  const width = 10 + 7 * number.length
  return [
    text(0, y, label, { size: 13, width: space - 8 - width }),
    text(space - 8, y, number, { align: 'right', role: 'muted', size: 13 }),
  ]
}

function rowCells(
  chart: HeatmapChart,
  { first, columns }: Block,
  { values }: Row,
  y: number,
  { layout, cell, range }: Scale,
): object[] {
  return columns.flatMap((_, at) => {
    const value = values[first + at] ?? null
    const area = {
      x: layout.label + cell * at,
      y,
      width: cell - gap,
      height: layout.row - gap,
    }
    if (value === null) return [hatching(area)]
    const shade = shadeOf(value, range)
    const shown = cellText(value, chart, cell)
    return [
      box(area, heatRoles[shade] ?? 'heat1', 0),
      text(area.x + area.width / 2, y + area.height / 2, shown, {
        align: 'center',
        role: shade >= darkFrom ? 'onHeat' : 'ink',
        size: fontSize(shown, cell),
      }),
    ]
  })
}

function shadeOf(value: number, [low, high]: readonly [number, number]): number {
  if (high <= low) return 0
  const step = Math.floor(((value - low) / (high - low)) * heatRoles.length)
  return Math.min(heatRoles.length - 1, Math.max(0, step))
}

/** Without decimals where the cell is too small for them. */
function cellText(value: number, { unit }: HeatmapChart, cell: number): string {
  const brief = formatValue(value, unit, 'brief')
  return brief.length * 7.2 <= cell || unit !== 'rate'
    ? brief
    : formatValue(Math.round(value * 100) / 100, unit, 'brief').replace('.0%', '%')
}

const fontSize = (shown: string, cell: number): number =>
  Math.max(8, Math.min(13, Math.floor((cell - 6) / (shown.length * 0.58))))
