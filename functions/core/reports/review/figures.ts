import type { ReportSpan } from '../../period.ts'
import { periodYearBefore, previousPeriod, trendOf } from '../../period-before.ts'
import type { Figure } from '../../report-data.ts'
import type { KeyFigures, ReportInput, ReportQuery, ReportRows } from '../definition.ts'
import { changeOf, reached } from '../figure-changes.ts'
import { type KeyFiguresOf, type Source, sources } from './sources.ts'

/** Runs of days whose figures are held against each other. */
export type SpanName = 'now' | 'previous' | 'year_before' | 'before' | 'after'

/** The runs that a review looks at; a chosen date adds those before and after it. */
export function spansOf(input: ReportInput): [SpanName, ReportSpan][] {
  const { period, previous, yearBefore, split } = input
  const spans: [SpanName, ReportSpan | null | undefined][] = [
    ['now', period],
    ['previous', previous],
    ['year_before', yearBefore],
    ['before', split?.before],
    ['after', split?.after],
  ]
  return spans.flatMap(([name, span]) => (span ? [[name, span]] : []))
}

/** The same request for another run of days. */
export function inputOf(input: ReportInput, span: ReportSpan): ReportInput {
  const { settings } = input
  return {
    ...input,
    period: span,
    trend: trendOf(span),
    previous: previousPeriod(span, settings),
    yearBefore: periodYearBefore(span, settings),
    comparison: null,
  }
}

const keyOf = (span: SpanName, report: string, query: string) => `${span}/${report}/${query}`

/** Every query of the key figures, once for each run of days. */
export function keyQueries(input: ReportInput, reports: KeyFiguresOf) {
  const queries: Record<string, ReportQuery> = {}
  for (const [name, span] of spansOf(input)) {
    for (const [report, key] of Object.entries(reports)) {
      for (const [query, asked] of Object.entries(key.queries(inputOf(input, span)))) {
        queries[keyOf(name, report, query)] = asked
      }
    }
  }
  return queries
}

function rowsOf(rows: ReportRows<string>, prefix: string): ReportRows<string> {
  const own = Object.entries(rows).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, found]) => [name.slice(prefix.length), found]))
}

/** The figures of one run of days, by id. */
function figuresOf(
  input: ReportInput,
  rows: ReportRows<string>,
  reports: KeyFiguresOf,
  [name, span]: [SpanName, ReportSpan],
): Map<string, Figure> {
  const figures = Object.entries(reports).flatMap(([report, key]: [string, KeyFigures]) =>
    key.figures(inputOf(input, span), rowsOf(rows, keyOf(name, report, ''))),
  )
  return new Map(figures.map((figure) => [figure.id, figure]))
}

const againstOf: readonly SpanName[] = ['previous', 'year_before']

/** Targets by figure id. */
export type Targets = ReadonlyMap<string, number>

type BySpan = ReadonlyMap<SpanName, { span: ReportSpan; figures: Map<string, Figure> }>

function withChanges(
  figure: Figure,
  { direction, report }: Source,
  spans: BySpan,
  targets: Targets,
): Figure {
  const target = targets.get(figure.id)
  const found = againstOf.flatMap((name) => {
    const other = spans.get(name)
    return other === undefined
      ? []
      : [changeOf(figure, other.figures.get(figure.id), other.span.label, direction)]
  })
  return {
    ...figure,
    report,
    changes: figure.changes ?? found,
    ...(target === undefined
      ? {}
      : { target: { value: target, reached: reached(figure, target, direction) } }),
  }
}

/** Figures of the period with their changes and targets, and those of every other run of days. */
export interface Headline {
  readonly figures: readonly Figure[]
  readonly spans: BySpan
}

/** The headline figures from the rows of `keyQueries`. */
export function headlineOf(
  input: ReportInput,
  rows: ReportRows<string>,
  reports: KeyFiguresOf,
  targets: Targets,
): Headline {
  const spans: BySpan = new Map(
    spansOf(input).map(([name, span]) => [
      name,
      { span, figures: figuresOf(input, rows, reports, [name, span]) },
    ]),
  )
  const now = spans.get('now')?.figures ?? new Map<string, Figure>()
  const figures = sources.flatMap((source) => {
    const figure = now.get(source.figure)
    return figure === undefined ? [] : [withChanges(figure, source, spans, targets)]
  })
  return { figures, spans }
}
