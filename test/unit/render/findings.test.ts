import { describe, expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { renderHtml } from '#render/html.ts'
import { conversionReport } from './fixture.ts'

describe('what changed', () => {
  const [figure] = conversionReport.figures
  const page = (more: Partial<ReportData>) => renderHtml({ ...conversionReport, ...more })

  test('a finding leads to its table and to the report that says more', () => {
    const text = page({ findings: [{ text: 'It fell <b>.', table: 'stages', report: 'pipeline' }] })
    expect(text).toContain('It fell &lt;b&gt;. <a href="#table-stages">')
    expect(text).toContain('href="../../../pipeline/2025-09..2026-02/index.html"')
  })

  test('a figure says how far it moved, what that means and what was the aim', () => {
    const change = {
      against: '2026-01',
      before: 4000,
      difference: 218,
      relative: 0.0545,
      verdict: 'better',
    } as const
    const changed = figure && {
      ...figure,
      changes: [change],
      target: { value: 4500, reached: false },
    }
    const text = page({ figures: changed ? [changed] : [] })
    expect(text).toContain('+218 (5.5%)</span> against January 2026: 4,000')
    expect(text).toContain('<span class="verdict better">better</span>')
    expect(text).toContain('Target 4,500 <span class="verdict worse">not reached</span>')
  })

  test('a supposition stands on top of the page', () => {
    expect(page({ scenario: 'all prices had been +10%' })).toContain(
      '<strong>What if</strong> all prices had been +10%. These numbers did not happen.',
    )
  })
})
