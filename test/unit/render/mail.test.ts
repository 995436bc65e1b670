import { describe, expect, test } from 'vitest'
import type { Figure, ReportData, Table } from '#core/report-data.ts'
import { mailBytes, renderMail } from '#render/mail.ts'
import { conversionReport } from './fixture.ts'

const link = 'https://api.example.com/r/token'
const mail = (changes: Partial<ReportData> = {}) =>
  renderMail({ ...conversionReport, ...changes }, link)
const bytes = (text: string) => Buffer.byteLength(text)
const first = conversionReport.sections[0]?.tables[0] as Table

describe('a report as mail', () => {
  test('says headline, figures with what they rest on, and where the report is', () => {
    const { subject, html, text } = mail()
    expect(subject).toContain(conversionReport.headline.slice(0, 40))
    for (const part of [html, text]) {
      expect(part).toContain('Lead to won')
      expect(part).toContain('233 of 4,218')
      expect(part).toContain(link)
    }
    expect(html).toContain(conversionReport.headline)
    expect(text).toContain('– (no leads a year before: the first event is of 12 Jan 2025)')
  })

  test('says what a figure was before, with sign and verdict', () => {
    const [figure] = conversionReport.figures as [Figure]
    const change = {
      against: '2026-01',
      before: 4000,
      difference: 218,
      relative: 0.0545,
      verdict: 'better',
    } as const
    const { html, text } = mail({ figures: [{ ...figure, changes: [change] }] })
    for (const part of [html, text]) {
      expect(part).toContain('+218 (5.5%) against January 2026, better')
    }
  })

  test('draws one column of each table as cells, and the rates of a table before its counts', () => {
    const { html } = mail({ sections: [{ id: 's', title: 'S', tables: [table(2)] }] })
    expect(html).toContain('Bars: Rate.')
    expect([...html.matchAll(/<td width="(\d+)%"/g)].map(([, width]) => width)).toEqual([
      '50',
      '100',
    ])
    expect(html).not.toMatch(/<(img|svg|script|style)\b/)
  })

  test('shows the first rows of a long table and how many there are more', () => {
    const { html } = mail({ sections: [{ id: 's', title: 'S', tables: [table(40)] }] })
    expect(html).toContain('25 more rows in the report.')
  })

  test('stays below 100 KB, whatever the data', () => {
    const sections = Array.from({ length: 300 }, (_, index) => ({
      id: `s${index}`,
      title: 'S',
      tables: [table(100, `${index} ${'<x>'.repeat(50)}`)],
    }))
    const finding = { text: 'é'.repeat(8000), table: 't' }
    const findings = Array.from({ length: 100 }, () => finding)
    const big = mail({ sections, findings, headline: 'h'.repeat(9000) })
    expect(bytes(big.html)).toBeLessThan(mailBytes)
    expect(big.html).toContain('Revision')
    expect(bytes(mail({ sections }).html)).toBeGreaterThan(60_000)
    expect(bytes(mail({ sections }).html)).toBeLessThan(mailBytes)
    expect(big.subject.length).toBeLessThanOrEqual(200)
  })

  test('nothing from the data becomes markup', () => {
    const evil = '<script>alert(1)</script>"\''
    const { html } = mail({
      headline: evil,
      title: evil,
      findings: [{ text: evil, table: 't' }],
      sections: [{ id: 's', title: evil, tables: [{ ...table(1, evil), title: evil }] }],
    })
    expect(html).not.toContain('<script')
  })

  test('a subject has one line', () => {
    expect(mail({ headline: 'one\r\nBcc: all@example.org' }).subject).not.toMatch(/[\r\n]/)
  })
})

function table(rows: number, name = 'Row'): Table {
  return {
    ...first,
    title: 'Table',
    columns: [
      { id: 'name', label: 'Name', unit: 'text' },
      { id: 'count', label: 'Count', unit: 'count' },
      { id: 'rate', label: 'Rate', unit: 'rate' },
    ],
    rows: Array.from({ length: rows }, (_, index) => ({
      name,
      count: index,
      rate: { value: (index + 1) / 4, interval: null, smallSample: false },
    })).map((row) => (row.rate.value > 1 ? { ...row, rate: null } : row)),
  }
}
