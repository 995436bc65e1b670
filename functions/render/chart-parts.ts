import type { CustomSeriesRenderItem } from 'echarts'
import { ink, type Role } from './palette.ts'

interface TextStyle {
  readonly align?: 'left' | 'center' | 'right'
  readonly role?: Role
  readonly size?: number
  readonly bold?: boolean
  /** Keeps a rim of the page's colour free of lines behind the text. */
  readonly clear?: boolean
  /** Longer text ends in an ellipsis; the whole of it is in the table below the chart. */
  readonly width?: number
}

/** A line of text at a point, centred on it vertically; labels of data never act as markup. */
export function text(x: number, y: number, content: string, style: TextStyle = {}): object {
  return {
    type: 'text',
    silent: true,
    x,
    y,
    style: {
      text: content.replace(/\s+/g, ' '),
      fill: ink(style.role ?? 'ink'),
      fontSize: style.size ?? 14,
      fontWeight: style.bold ? 600 : 400,
      align: style.align ?? 'left',
      verticalAlign: 'middle',
      ...(style.clear ? { stroke: ink('page'), lineWidth: 4 } : {}),
      ...(style.width === undefined ? {} : { width: style.width, overflow: 'truncate' }),
    },
  }
}

type Area = Readonly<Record<'x' | 'y' | 'width' | 'height', number>>

/** A filled rectangle, its corners slightly round unless told. */
export function box({ x, y, width, height }: Area, role: Role, radius = 2): object {
  return {
    type: 'rect',
    silent: true,
    shape: { x, y, width, height, r: radius },
    style: { fill: ink(role) },
  }
}

/** Diagonal lines across the area, as one line that goes along its edges from one to the next. */
export function hatching({ x, y, width, height }: Area): object {
  const step = 7
  const points: [number, number][] = []
  for (let at = step, turn = 0; at < width + height; at += step, turn += 1) {
    const low: [number, number] = [x + Math.max(0, at - height), y + Math.min(at, height)]
    const high: [number, number] = [x + Math.min(at, width), y + Math.max(0, at - width)]
    points.push(...(turn % 2 === 0 ? [low, high] : [high, low]))
  }
  return {
    type: 'polyline',
    silent: true,
    shape: { points },
    style: { stroke: ink('line'), lineWidth: 1, fill: null },
  }
}

/** A thin horizontal rule. */
export function rule(x1: number, x2: number, y: number): object {
  return {
    type: 'line',
    silent: true,
    shape: { x1, y1: y, x2, y2: y },
    style: { stroke: ink('line'), lineWidth: 1 },
  }
}

/** Horizontal bars of equal thickness, visible however small; 0 and null leave the row empty. */
export function barSeries(values: readonly (number | null)[], role: Role, width: number): object {
  return {
    type: 'bar',
    data: values.map((value) => (value === 0 ? null : value)),
    barWidth: width,
    barGap: '-100%',
    barMinHeight: 2,
    silent: true,
    itemStyle: { color: ink(role), borderRadius: 3 },
  }
}

/** Axes of a horizontal bar chart: rows from the top down, no lines, values from 0 to `max`. */
export function barAxes(rows: number, max: number): object {
  return {
    xAxis: { type: 'value', show: false, min: 0, max: max > 0 ? max : 1 },
    yAxis: {
      type: 'category',
      show: false,
      inverse: true,
      data: Array.from({ length: rows }, (_, index) => String(index)),
    },
  }
}

/** Intervals as lines with end marks: data are [row, low, high] or, upright, [label index, low, high]. */
export function whiskers(
  data: readonly (readonly [number, number, number])[],
  role: Role,
  upright: boolean,
): object {
  return {
    type: 'custom',
    silent: true,
    data,
    encode: upright ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
    renderItem: upright ? uprightWhisker(role) : flatWhisker(role),
    z: 4,
  }
}

function flatWhisker(role: Role): CustomSeriesRenderItem {
  return (_, api) => {
    const [x1 = 0, y = 0] = api.coord([api.value(1), api.value(0)])
    const [x2 = 0] = api.coord([api.value(2), api.value(0)])
    return { type: 'group', children: [line(x1, y, x2, y), cap(x1, y), cap(x2, y)] }
  }
  function cap(x: number, y: number) {
    return line(x, y - 4, x, y + 4)
  }
  function line(x1: number, y1: number, x2: number, y2: number) {
    return whiskerLine([x1, y1, x2, y2], role)
  }
}

function uprightWhisker(role: Role): CustomSeriesRenderItem {
  return (_, api) => {
    const [x = 0, y1 = 0] = api.coord([api.value(0), api.value(1)])
    const [, y2 = 0] = api.coord([api.value(0), api.value(2)])
    const caps = [y1, y2].map((y) => whiskerLine([x - 4, y, x + 4, y], role))
    return { type: 'group', children: [whiskerLine([x, y1, x, y2], role), ...caps] }
  }
}

function whiskerLine([x1, y1, x2, y2]: readonly [number, number, number, number], role: Role) {
  return {
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke: ink(role), lineWidth: 1.5 },
  }
}
