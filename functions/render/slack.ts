import { formatInstant, formatPeriod } from '#core/format.ts'
import type { Figure, ReportData } from '#core/report-data.ts'
import { changeTexts, cutText, valueText } from './figure-text.ts'

/** What a section block may hold. */
const sectionCharacters = 3000

/** What a header block may hold. */
const headerCharacters = 150

const mostFigures = 10
const mostFindings = 5

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Names from data lead nowhere and call nobody. */
const plain = (text: string): string =>
  text.replace(/[&<>]/g, (character) => entities[character] ?? '')

/** As many lines as a block takes; none is cut in the middle. */
function section(lines: readonly string[]): object[] {
  const kept: string[] = []
  for (const line of lines) {
    const isFull = [...kept, line].join('\n').length > sectionCharacters
    if (isFull && kept.length > 0) break
    kept.push(cutText(line, sectionCharacters))
  }
  return kept.length === 0
    ? []
    : [{ type: 'section', text: { type: 'mrkdwn', text: kept.join('\n') } }]
}

/** Figures that moved come first: the message is about changes. */
function figureLines({ figures, currency }: ReportData): string[] {
  const moved = (figure: Figure) => changeTexts(figure).length > 0
  const line = (figure: Figure) => {
    const [change] = changeTexts(figure)
    const value = `*${plain(figure.label)}*: ${plain(valueText(figure, currency))}`
    return change === undefined ? value : `${value} (${plain(change)})`
  }
  return [...figures.filter(moved), ...figures.filter((each) => !moved(each))]
    .slice(0, mostFigures)
    .map(line)
}

/** A report as blocks of a Slack message: headline, what changed, the link; and its text alone. */
export function renderSlack(
  data: ReportData,
  link: string,
): { readonly text: string; readonly blocks: readonly object[] } {
  const title = `${data.title}, ${formatPeriod(data.period.label)}`
  const { headline, findings = [] } = data
  const told = findings.slice(0, mostFindings).map(({ text }) => `• ${plain(text)}`)
  const foot = `<${link}|Open the report> · as of ${formatInstant(data.asOf, data.zone)}`
  const supposed = data.scenario === undefined ? [] : [`What if ${plain(data.scenario)}`]
  return {
    text: `${title}: ${plain(headline)}`,
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cutText(title, headerCharacters), emoji: false },
      },
      ...section([plain(headline), ...supposed]),
      ...section(told),
      ...section(figureLines(data)),
      { type: 'context', elements: [{ type: 'mrkdwn', text: foot }] },
    ],
  }
}
