import type { WaterfallChart } from '#core/chart.ts'
import { formatValue } from '#core/format.ts'
import { box, rule, text } from './chart-parts.ts'
import { ink, type Role } from './palette.ts'
import type { Drawing } from './svg.ts'

type Bar = WaterfallChart['bars'][number]

/** A bar with the levels between which it hangs; a total hangs from 0. */
interface Step extends Bar {
  readonly from: number
  readonly to: number
}

/** Label, hanging bar and value in a row each. */
export function drawWideWaterfall(chart: WaterfallChart): Drawing {
  const layout = { left: 200, right: 690, band: 38, thickness: 20, down: 0 }
  const width = 820
  const texts = chart.bars.flatMap((bar, index) => {
    const y = layout.band * (index + 0.5)
    return [
      text(0, y, bar.label, { width: 190, bold: bar.role === 'total' }),
      text(width, y, valueText(chart, bar), { align: 'right', bold: bar.role === 'total' }),
    ]
  })
  return drawing(chart, width, layout, texts)
}

/** For phones: label and value above each bar. */
export function drawNarrowWaterfall(chart: WaterfallChart): Drawing {
  const layout = { left: 0, right: 340, band: 54, thickness: 16, down: 12 }
  const width = 340
  const texts = chart.bars.flatMap((bar, index) => {
    const y = layout.band * (index + 0.5) - 12
    return [
      text(0, y, bar.label, { width: 210, bold: bar.role === 'total', clear: true }),
      text(width, y, valueText(chart, bar), {
        align: 'right',
        bold: bar.role === 'total',
        clear: true,
      }),
    ]
  })
  return drawing(chart, width, layout, texts)
}

/** The chart in words, for those who do not see it. */
export function describeWaterfall(chart: WaterfallChart): string {
  return `${chart.bars.map((bar) => `${bar.label} ${valueText(chart, bar)}`).join('; ')}.`
}

/** Where the bars hang: each change starts at the level that the bars before it came to. */
export function stepsOf({ bars }: WaterfallChart): Step[] {
  let level = 0
  return bars.map((bar) => {
    const from = bar.role === 'total' ? 0 : level
    level = from + bar.value
    return { ...bar, from, to: level }
  })
}

interface Layout {
  readonly left: number
  readonly right: number
  readonly band: number
  readonly thickness: number
  /** How far below the middle of its row a bar lies. */
  readonly down: number
}

function drawing(
  chart: WaterfallChart,
  width: number,
  layout: Layout,
  texts: readonly object[],
): Drawing {
  const steps = stepsOf(chart)
  const levels = [0, ...steps.flatMap(({ from, to }) => [from, to])]
  const [low, high] = [Math.min(...levels), Math.max(...levels)]
  const { left, right, band, thickness, down } = layout
  const at = (level: number) => left + ((right - left) * (level - low)) / (high - low || 1)
  const top = (index: number) => band * (index + 0.5) + down - thickness / 2
  const rules =
    down === 0 ? chart.bars.slice(1).map((_, index) => rule(0, width, band * (index + 1))) : []
  const bars = steps.flatMap((step, index) => {
    const ends = [at(step.from), at(step.to)].sort((a, b) => a - b)
    const [x = left, end = left] = ends
    const area = { x, y: top(index), width: Math.max(end - x, 2), height: thickness }
    return step.value === 0 ? [] : [box(area, roleOf(step))]
  })
  const connectors = steps.slice(1).map((_, index) => {
    const x = at(steps[index]?.to ?? 0)
    return connector(x, top(index), top(index + 1) + thickness)
  })
  return {
    width,
    height: band * chart.bars.length,
    option: { graphic: [...rules, ...connectors, ...bars, ...texts] },
  }
}

function connector(x: number, y1: number, y2: number): object {
  return {
    type: 'line',
    silent: true,
    shape: { x1: x, y1, x2: x, y2 },
    style: { stroke: ink('muted'), lineWidth: 1 },
  }
}

function roleOf({ role, value }: Bar): Role {
  if (role === 'total') return 'series6'
  return value < 0 ? 'series2' : 'series1'
}

/** A change says its sign, so that colour is never all that tells. */
function valueText({ unit }: WaterfallChart, { role, value }: Bar): string {
  const shown = formatValue(value, unit, 'brief')
  return role === 'change' && value > 0 ? `+${shown}` : shown
}
