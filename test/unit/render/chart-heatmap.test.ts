import { expect, test } from 'vitest'
import { draw, heatmap, texts } from './fixture-charts.ts'

test('a heatmap says each number, hatches what is not complete and shades by size', () => {
  const svg = draw(heatmap)
  expect(texts(svg)).toEqual(expect.arrayContaining(['2026-01', '40', '50.0%', '25.0%', '0.0%']))
  expect(svg).toContain('2026-02 (n 10): 0 100.0%, 1 0.0%, 2 not complete.')
  expect(svg.match(/<polyline [^>]*stroke-line/g)).toHaveLength(2)
  expect(svg.match(/fill-heat7/g)).toHaveLength(2 * 2)
  expect(svg.match(/fill-heat4/g)).toHaveLength(2)
  expect(svg.match(/fill-heat1"/g)).toHaveLength(2)
  expect(svg.match(/<text [^>]*fill-onHeat[^>]*>100/g)).toHaveLength(2 * 2)
  expect(svg).toContain('0 to 100%. Hatched: not complete yet.')
})

test('a heatmap with more columns than fit goes on below, without rows that have nothing there', () => {
  const columns = Array.from({ length: 20 }, (_, index) => String(index))
  const old = { label: 'old', values: columns.map(() => 0.5) }
  const young = { label: 'young', values: columns.map((_, at) => (at < 3 ? 0.5 : null)) }
  const svg = draw({ ...heatmap, columns, rows: [old, young] })
  const [wide = '', narrow = ''] = svg.split('class="narrow"')
  const times = (part: string, said: string) => texts(part).filter((each) => each === said).length
  expect([times(wide, 'old'), times(wide, 'young')]).toEqual([2, 1])
  expect([times(narrow, 'old'), times(narrow, 'young')]).toEqual([4, 1])
  expect(times(narrow, '50.0%')).toBe(23)
})

test('shades begin at the smallest value where all are large, and the key says so', () => {
  const rows = [{ label: '2026-01', values: [0.8, 0.9, 1] }]
  const svg = draw({ ...heatmap, rows })
  expect(svg).toContain('the more: 80% to 100%.')
  expect(['heat1', 'heat4', 'heat7'].map((role) => svg.includes(`fill-${role}"`))).toEqual([
    true,
    true,
    true,
  ])
})
