import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GraphicComponent, GridComponent, LegendComponent } from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { palette, roleOf } from './palette.ts'

echarts.use([
  BarChart,
  CustomChart,
  LineChart,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  SVGRenderer,
])

/** One drawing of a chart: an ECharts option at a size in CSS pixels. */
export interface Drawing {
  readonly width: number
  readonly height: number
  readonly option: echarts.EChartsCoreOption
}

/**
 * The inside of an SVG drawn by ECharts. Colours made by `ink` become classes over a light default,
 * so that one drawing serves light and dark; ids are renumbered by first appearance under `prefix`,
 * so that the same drawing gives the same bytes in any process and several share a page.
 */
export function toSvg(drawing: Drawing, prefix: string): string {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: drawing.width,
    height: drawing.height,
  })
  try {
    chart.setOption({ animation: false, backgroundColor: 'transparent', ...drawing.option })
    return clean(chart.renderToSVGString(), prefix)
  } finally {
    chart.dispose()
  }
}

/** ECharts escapes `<` and `>` in text and values, so every tag is the one it wrote, whole. */
function clean(svg: string, prefix: string): string {
  const names = new Map<string, string>()
  const rename = (id: string): string => {
    const name = names.get(id) ?? `${prefix}-${names.size + 1}`
    names.set(id, name)
    return name
  }
  return svg
    .slice(svg.indexOf('>') + 1, svg.lastIndexOf('</svg>'))
    .replace(/<style[^>]*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>/g, '')
    .replace(/<rect [^>]*fill="(none|transparent)"[^>]*><\/rect>/g, '')
    .replace(/<path [^>]*fill-opacity="0"[^>]*stroke-width="0"[^>]*><\/path>/g, '')
    .replace(/<[a-z][^>]*>/gi, (tag) => renumber(paint(tag), rename))
    .trim()
}

function paint(tag: string): string {
  const classes: string[] = []
  const plain = tag
    .replace(/ (class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replace(/font-family:[^;"]*;?|font-weight:400;/g, '')
    .replace(/ (fill|stroke)="(#fe0d[0-9a-f]{2})"/g, (whole, kind: string, colour: string) => {
      const role = roleOf(colour)
      if (role === undefined) return whole
      classes.push(`${kind}-${role}`)
      return ` ${kind}="${palette[role][0]}"`
    })
  return classes.length === 0 ? plain : plain.replace(/>$/, ` class="${classes.join(' ')}">`)
}

function renumber(tag: string, rename: (id: string) => string): string {
  return tag.replace(
    / id="([^"]+)"|url\(#([^)]+)\)| ((?:xlink:)?href)="#([^"]+)"/g,
    (_, id?: string, url?: string, attribute?: string, target = '') => {
      if (id !== undefined) return ` id="${rename(id)}"`
      return url === undefined ? ` ${attribute}="#${rename(target)}"` : `url(#${rename(url)})`
    },
  )
}
