import { expect, test } from 'vitest'
import type { ReportData } from '#core/report-data.ts'
import { renderSlack } from '#render/slack.ts'
import { conversionReport } from './fixture.ts'

const link = 'https://api.example.com/r/token'
const slack = (changes: Partial<ReportData> = {}) =>
  renderSlack({ ...conversionReport, ...changes }, link)

const moved = {
  against: '2026-01',
  before: 0.04,
  difference: 0.0152,
  relative: 0.38,
  verdict: 'better',
} as const

test('headline, what moved first, and the link', () => {
  const figures = conversionReport.figures.map((figure) =>
    figure.id === 'overall' ? { ...figure, changes: [moved] } : figure,
  )
  const { text, blocks } = slack({ figures })
  expect(text).toContain(conversionReport.headline)
  expect(blocks).toMatchObject([
    { type: 'header', text: { type: 'plain_text' } },
    { type: 'section', text: { type: 'mrkdwn', text: conversionReport.headline } },
    {
      type: 'section',
      text: {
        text: expect.stringMatching(
          /^\*Lead to won\*: 5\.52% \(\+1\.52 points against January 2026, better\)\n/,
        ),
      },
    },
    { type: 'context', elements: [{ text: expect.stringContaining(`<${link}|Open the report>`) }] },
  ])
})

test('no name from the data calls anybody or leads anywhere', () => {
  const evil = '<!channel> <https://evil.example|pay> <@U1>'
  const { text, blocks } = slack({ headline: evil, findings: [{ text: evil, table: 't' }] })
  expect(text + JSON.stringify(blocks)).not.toMatch(/<!|<@|<https:\/\/evil/)
})

test('blocks stay within the limits of the service', () => {
  const figures = conversionReport.figures.map((each) => ({ ...each, label: 'x'.repeat(2900) }))
  const { blocks } = slack({ figures, title: 't'.repeat(500), headline: 'h'.repeat(5000) })
  expect(blocks.length).toBeLessThanOrEqual(50)
  const texts = JSON.parse(JSON.stringify(blocks)).map(
    (each: { text?: { text: string } }) => each.text?.text ?? '',
  )
  expect(texts[0].length).toBeLessThanOrEqual(150)
  for (const each of texts) expect(each.length).toBeLessThanOrEqual(3000)
})
