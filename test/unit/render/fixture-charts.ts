import type { Chart, HeatmapChart, WaterfallChart } from '#core/chart.ts'
import { renderChart } from '#render/charts.ts'

export const heatmap: HeatmapChart = {
  kind: 'heatmap',
  unit: 'rate',
  columnTitle: 'months since the first payment',
  columns: ['0', '1', '2'],
  rows: [
    { label: '2026-01', n: 40, values: [1, 0.5, 0.25] },
    { label: '2026-02', n: 10, values: [1, 0, null] },
  ],
}

export const waterfall: WaterfallChart = {
  kind: 'waterfall',
  unit: 'money',
  bars: [
    { label: 'Start', role: 'total', value: 1000 },
    { label: 'New', role: 'change', value: 250 },
    { label: 'Expansion', role: 'change', value: 0 },
    { label: 'Churn', role: 'change', value: -500 },
    { label: 'End', role: 'total', value: 750 },
  ],
}

/** A chart as it stands in a page. */
export const draw = (chart: Chart, id = 'c'): string => renderChart(chart, id, 'A title').markup

/** What its texts say, in order. */
export const texts = (svg: string): string[] =>
  [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map((match) => match[1] ?? '')
