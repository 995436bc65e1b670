import type { Section, Table } from '../../report-data.ts'
import { ratio, rounded } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { isSmall, periodWindow, receipt } from '../parts.ts'
import { spanMovements } from './movements.ts'
import { closestDimension, countColumn, dimensionTitle, rateColumn, yearWindow } from './parts.ts'
import type { AnswerRow, RetentionResult, Span } from './rows.ts'

export const npsMeaning =
  'Share of 9 and 10 less share of 0 to 6 among the latest answers of each respondent, x 100; 7 and 8 are in the denominator.'

const npsScale = 10

/** NPS from -100 to 100 and what it counts; null without answers. Answers on other scales are out. */
export function npsOf(rows: readonly AnswerRow[]) {
  const counted = rows.filter((row) => row.kind === 'nps' && row.scale_max === npsScale)
  const sum = (column: 'answers' | 'promoters' | 'detractors') =>
    counted.reduce((total, row) => total + row[column], 0)
  const [answers, promoters, detractors] = [sum('answers'), sum('promoters'), sum('detractors')]
  const value = answers === 0 ? null : rounded(((promoters - detractors) / answers) * 100)
  return { value, answers, promoters, detractors, passives: answers - promoters - detractors }
}

/** The answers of one span and value. */
export const answersOf = (
  { surveys }: RetentionResult,
  span: Span,
  dimension = 'all',
  value = 'all',
): AnswerRow[] =>
  surveys.filter((row) => row.span === span && row.dimension === dimension && row.value === value)

const npsColumns = [
  {
    id: 'nps',
    label: 'NPS',
    unit: 'score',
    description: 'From -100 to 100',
    missing: 'nobody answered',
  },
  countColumn('answers', 'Respondents'),
  countColumn('promoters', 'Promoters', '9 and 10'),
  countColumn('passives', 'Passives', '7 and 8'),
  countColumn('detractors', 'Detractors', '0 to 6'),
  { id: 'sample', label: 'Sample', unit: 'text' },
] as const

function npsCells(rows: readonly AnswerRow[]) {
  const { value, answers, promoters, passives, detractors } = npsOf(rows)
  const sample = isSmall(answers) ? 'small sample' : ''
  return { nps: value, answers, promoters, passives, detractors, sample }
}

function npsTable(input: ReportInput, result: RetentionResult): Table {
  return {
    id: 'nps',
    title: 'Net promoter score',
    description: 'The latest answer of each respondent in the span.',
    columns: [{ id: 'span', label: 'Span', unit: 'text' }, ...npsColumns],
    rows: (['period', 'year'] as const).map((span) => ({
      span: span === 'period' ? 'Period' : 'Year',
      ...npsCells(answersOf(result, span)),
    })),
    receipt: receipt(
      'retention_surveys',
      npsMeaning,
      'latest answer per respondent; answers from 0 to 10',
      `${periodWindow(input, 'answers')}; year ${yearWindow(input)}`,
    ),
  }
}

function npsDimensionTable(input: ReportInput, result: RetentionResult, dimension: string): Table {
  const title = dimensionTitle(dimension)
  const values = result.surveys
    .filter((row) => row.span === 'year' && row.kind === 'nps' && row.dimension === dimension)
    .map((row) => row.value)
  return {
    id: `nps_by_${dimension}`,
    title: `Net promoter score by ${title}`,
    description: `The latest answer of each respondent in the year ${yearWindow(input)}.`,
    columns: [{ id: dimension, label: title, unit: 'text' }, ...npsColumns],
    rows: [...new Set(values)].map((value) => ({
      [dimension]: value,
      ...npsCells(answersOf(result, 'year', dimension, value)),
    })),
    receipt: receipt(
      'retention_surveys',
      npsMeaning,
      `by ${title}`,
      `answers ${yearWindow(input)}`,
    ),
  }
}

const kindLabels = {
  csat: 'Satisfaction',
  review: 'Reviews',
  testimonial: 'Testimonials',
} as const

function ratingsTable(input: ReportInput, result: RetentionResult): Table {
  return {
    id: 'ratings',
    title: 'Satisfaction, reviews and testimonials',
    description:
      'Each answer counts, on the scale that it was given on. Customers are the accounts that pay at the end of the span.',
    columns: [
      { id: 'span', label: 'Span', unit: 'text' },
      { id: 'kind', label: 'Kind', unit: 'text' },
      { id: 'scale', label: 'Out of', unit: 'text' },
      countColumn('answers', 'Answers'),
      { id: 'mean', label: 'Mean', unit: 'score' },
      rateColumn('share', 'Mean as share', 'Mean / highest', 'the highest score is not known'),
      {
        id: 'per_100',
        label: 'Per 100 customers',
        unit: 'score',
        missing: 'nobody pays at the end',
      },
      countColumn('customers', 'Customers'),
    ],
    rows: (['period', 'year'] as const).flatMap((span) => {
      const customers = spanMovements(result.movements, span).paidAtEnd
      return answersOf(result, span).flatMap((row) => {
        if (row.kind === 'nps') return []
        const total = Number(row.total_score)
        return {
          span: span === 'period' ? 'Period' : 'Year',
          kind: kindLabels[row.kind],
          scale: row.scale_max === 0 ? 'not known' : String(row.scale_max),
          answers: row.answers,
          mean: ratio(total, row.answers),
          share: row.scale_max === 0 ? null : ratio(total, row.answers * row.scale_max),
          per_100: ratio(row.answers * 100, customers),
          customers,
        }
      })
    }),
    receipt: receipt(
      'retention_surveys',
      'Mean of the scores; answers x 100 / accounts that pay at the end of the span.',
      'every answer',
      `${periodWindow(input, 'answers')}; year ${yearWindow(input)}`,
    ),
  }
}

/** What customers say. */
export const opinionsSection = (input: ReportInput, result: RetentionResult): Section => ({
  id: 'opinions',
  title: 'What customers say',
  tables: [
    npsTable(input, result),
    npsDimensionTable(input, result, closestDimension(input)),
    ratingsTable(input, result),
  ],
})
