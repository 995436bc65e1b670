import { describe, expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { renderCsv } from '#render/csv.ts'
import { renderHtml } from '#render/html.ts'
import { renderForward, renderIndex } from '#render/index-page.ts'
import { renderJson } from '#render/json.ts'
import { conversionReport } from './fixture.ts'

const hostile = `<script>alert("1")</script>' onmouseover='x`

function hostileReport(): ReportData {
  const text = JSON.stringify(conversionReport)
  const replaced = JSON.parse(text, (key, value) =>
    ['label', 'title', 'text', 'headline', 'description', 'definition', 'channel'].includes(key)
      ? hostile
      : value,
  )
  return replaced as ReportData
}

describe('report page', () => {
  const page = renderHtml(conversionReport)

  test('the same data gives the same bytes, also after other pages were drawn', () => {
    const again = renderHtml({ ...conversionReport, headline: 'another page' })
    expect(again).not.toBe(page)
    expect(renderHtml(conversionReport)).toBe(page)
  })

  test('asks nothing of the network and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(http|\bsrc=/)
    const addresses = [...page.matchAll(/https?:\/\/[^\s"'<]+/g)].map((match) => match[0])
    expect(addresses.filter((address) => address !== 'http://www.w3.org/2000/svg')).toEqual([])
  })

  test('says the headline first and shows every figure, table and note', () => {
    expect(page.indexOf(conversionReport.headline)).toBeLessThan(page.indexOf('Headline figures'))
    for (const figure of conversionReport.figures)
      expect(page).toContain(`<h3>${figure.label}</h3>`)
    for (const table of conversionReport.sections.flatMap((section) => section.tables)) {
      expect(page).toContain(`<strong>${table.title}</strong>`)
    }
    for (const note of conversionReport.notes) expect(page).toContain(note.text)
  })

  test('numbers are rounded once, with a reason where there is none', () => {
    expect(page).toContain('5.52%')
    expect(page).toContain('4,218')
    expect(page).toContain('no leads a year before: the first event is of 12 Jan 2025')
  })

  test('every figure and table has its receipt, with the value before rounding', () => {
    const tables = conversionReport.sections.flatMap((section) => section.tables)
    const receipts = page.match(/<details class="receipt">[\s\S]*?<\/details>/g) ?? []
    expect(receipts).toHaveLength(conversionReport.figures.length + tables.length)
    for (const receipt of receipts) {
      for (const term of [
        'Definition',
        'Variant',
        'Window',
        'Query',
        'As of',
        'Basis',
        'Hash of sql',
      ]) {
        expect(receipt).toContain(`<dt>${term}</dt>`)
      }
    }
    const overall = receipts.find((receipt) => receipt.includes('of Lead to won')) ?? ''
    expect(overall).toContain('<dt>Unrounded</dt><dd>5.523945%</dd>')
    expect(overall).toContain('<dt>Numerator</dt><dd>233</dd><dt>Denominator</dt><dd>4,218</dd>')
  })

  test('a copy sent by mail carries its tables as CSV', () => {
    const links = [
      ...page.matchAll(/download="(\w+)\.csv" href="data:text\/csv;charset=utf-8;base64,([^"]+)"/g),
    ]
    const tables = conversionReport.sections.flatMap((section) => section.tables)
    expect(
      links.map(([, id, body]) => [id, Buffer.from(body ?? '', 'base64').toString('utf8')]),
    ).toEqual(tables.map((table) => [table.id, renderCsv(table)]))
  })

  test('a rate that is not mature yet is greyed and says how far it is', () => {
    const [section] = conversionReport.sections
    const [table] = section?.tables ?? []
    const rate = { value: 0.25, interval: null, smallSample: false, maturity: 0.4 }
    const rows = [{ stage: 'Intent', overall_rate: rate }]
    const sections = section && table ? [{ ...section, tables: [{ ...table, rows }] }] : []
    const young = renderHtml({ ...conversionReport, sections })
    expect(young).toContain('<span class="young">25.00%</span><small>40.0% old enough</small>')
  })

  test('a period without rows says so', () => {
    const sections = conversionReport.sections.map(({ chart: _, ...section }) => ({
      ...section,
      tables: section.tables.map((table) => ({ ...table, rows: [] })),
    }))
    const empty = renderHtml({ ...conversionReport, figures: [], notes: [], sections })
    expect(empty.match(/No rows in this period/g)).toHaveLength(5)
    expect(empty).not.toContain('id="notes"')
  })

  test('every chart has a name, a description and its table in the same section', () => {
    const charts = [...page.matchAll(/<svg class="(?:wide|narrow)" role="img"/g)]
    const drawn = conversionReport.sections.filter((section) => section.chart)
    expect(charts).toHaveLength(drawn.length * 2)
    for (const section of drawn) expect(section.tables.length).toBeGreaterThan(0)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('text from data never becomes markup', () => {
    const hurt = renderHtml(hostileReport())
    expect(hurt).not.toContain('<script>')
    expect(hurt).not.toContain(`' onmouseover='x`)
    expect(hurt).toContain('&lt;script&gt;')
  })
})

describe('index page', () => {
  const entry = {
    path: 'conversion/2026-02/a',
    report: 'conversion',
    title: 'Conversion',
    period: '2026-02',
    startsOn: '2026-02-01',
    asOf: '2026-03-02T06:00:00.000Z',
    funnel: 'B2B funnel',
    headline: '233 of 4,218 leads were won.',
  }

  test('has a section and a link for each period, the latest first, in any order of the list', () => {
    const older = {
      ...entry,
      path: 'conversion/2026-01/b',
      period: '2026-01',
      startsOn: '2026-01-01',
      asOf: '2026-02-02T06:00:00.000Z',
    }
    const page = renderIndex([older, entry])
    expect(page.indexOf('February 2026')).toBeLessThan(page.indexOf('January 2026'))
    expect(renderIndex([entry, older])).toBe(page)
    expect(page).toContain('href="conversion/2026-02/a/index.html"')
    for (const label of ['2026-02', '2026-01']) {
      expect(page).toContain(`href="#period-${label}"`)
      expect(page).toContain(`<section id="period-${label}"`)
    }
  })

  test('begins each period with the review', () => {
    const review = { ...entry, path: 'review/2026-02/a', report: 'review', title: 'Review' }
    const velocity = { ...entry, path: 'velocity/2026-02/a', report: 'velocity', title: 'Velocity' }
    const page = renderIndex([velocity, entry, review])
    const places = ['review', 'conversion', 'velocity'].map((report) =>
      page.indexOf(`href="${report}/2026-02/a/index.html"`),
    )
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(places).not.toContain(-1)
  })

  test('folds earlier revisions of a period under the newest', () => {
    const earlier = { ...entry, path: 'conversion/2026-02/0', asOf: '2026-03-01T06:00:00.000Z' }
    const page = renderIndex([
      earlier,
      entry,
      { ...entry, path: 'conversion/2026-02/c', funnel: 'Other' },
    ])
    expect(page.match(/<h3>/g)).toHaveLength(2)
    expect(page).toContain('1 earlier revision<')
    expect(page.indexOf(earlier.path)).toBeGreaterThan(page.indexOf('<summary>'))
  })

  test('says what to do when nothing was published', () => {
    expect(renderIndex([])).toContain('POST /v1/events')
  })

  test('forwards to a revision by an encoded address', () => {
    const page = renderForward('a"><script>', 'Review')
    expect(page).toContain('url=a%22%3E%3Cscript%3E/index.html')
    expect(page).not.toContain('<script>')
  })

  test('encodes what it lists', () => {
    expect(renderIndex([{ ...entry, headline: hostile }])).not.toContain('<script>')
  })
})

test('JSON keeps every number and ends with a newline', () => {
  const text = renderJson(conversionReport)
  expect(JSON.parse(text)).toEqual(conversionReport)
  expect(text.endsWith('}\n')).toBe(true)
})
