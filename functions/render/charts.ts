import type { Chart } from '#core/chart.ts'
import { describeBars, drawNarrowBars, drawWideBars } from './chart-bars.ts'
import { describeFunnel, drawNarrowFunnel, drawWideFunnel } from './chart-funnel.ts'
import { describeHeatmap, drawNarrowHeatmap, drawWideHeatmap, heatmapKey } from './chart-heatmap.ts'
import { describeLine, drawNarrowLine, drawWideLine } from './chart-line.ts'
import { describeWaterfall, drawNarrowWaterfall, drawWideWaterfall } from './chart-waterfall.ts'
import { html, type Markup, raw } from './markup.ts'
import { type Drawing, toSvg } from './svg.ts'

interface Views {
  readonly wide: Drawing
  readonly narrow: Drawing
  /** The chart in words. */
  readonly description: string
  /** How to read it. */
  readonly key: string
}

/** A new kind of chart is a new case here and a file beside `chart-funnel.ts`. */
function viewsOf(chart: Chart): Views {
  switch (chart.kind) {
    case 'funnel':
      return {
        wide: drawWideFunnel(chart),
        narrow: drawNarrowFunnel(chart),
        description: describeFunnel(chart),
        key: 'Pale: the stage before, so that what is missing from it shows.',
      }
    case 'bars':
      return {
        wide: drawWideBars(chart),
        narrow: drawNarrowBars(chart),
        description: describeBars(chart),
        key: chart.bars.some((bar) => bar.interval) ? intervalKey : '',
      }
    case 'line':
      return {
        wide: drawWideLine(chart),
        narrow: drawNarrowLine(chart),
        description: describeLine(chart),
        key: chart.series.some((series) => series.low) ? intervalKey : '',
      }
    case 'heatmap':
      return {
        wide: drawWideHeatmap(chart),
        narrow: drawNarrowHeatmap(chart),
        description: describeHeatmap(chart),
        key: heatmapKey(chart),
      }
    case 'waterfall':
      return {
        wide: drawWideWaterfall(chart),
        narrow: drawNarrowWaterfall(chart),
        description: describeWaterfall(chart),
        key: 'Each change hangs where the bars before it ended; totals stand on 0.',
      }
  }
}

const intervalKey = 'Thin lines: the interval in which the true value is likely to lie.'

/**
 * A chart as inline SVG, drawn once for wide and once for narrow pages (one of them is shown), with
 * title and description. `id` is unique in its page and fixes every id inside.
 */
export function renderChart(chart: Chart, id: string, title: string): Markup {
  const views = viewsOf(chart)
  return html`<figure class="chart">
${svgMarkup(views.wide, `${id}-wide`, title, views.description, 'wide')}
${svgMarkup(views.narrow, `${id}-narrow`, title, views.description, 'narrow')}
${views.key && html`<figcaption>${views.key}</figcaption>`}
</figure>`
}

function svgMarkup(
  drawing: Drawing,
  id: string,
  title: string,
  description: string,
  view: 'wide' | 'narrow',
): Markup {
  const { width, height } = drawing
  return html`<svg class="${view}" role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
${raw(toSvg(drawing, id))}
</svg>`
}
