import { formatPeriod } from '../../format.ts'
import type { Figure, Section, Table, TableCell, TableColumn, Unit } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'
import { changeOf } from '../figure-changes.ts'
import { receipt } from '../parts.ts'
import type { Headline } from './figures.ts'
import { sources } from './sources.ts'

const verdicts = { better: 'better', worse: 'worse', unclear: 'no clear change' } as const

/** A table shows one unit a column, so each figure has a row in the table of its unit. */
const unitTitles: readonly (readonly [Unit, string])[] = [
  ['count', 'counts'],
  ['rate', 'rates'],
  ['money', 'money'],
  ['multiple', 'multiples'],
  ['months', 'months'],
]

const definition =
  'Each figure by the definition of its own report; a difference is clear when its 95 % interval leaves out 0, two counts when they differ by more than 1.96 times the root of their sum, other figures from a twentieth of what was or one point of a rate; a small sample never is.'

function columnsFor(unit: Unit, against: readonly string[]): TableColumn[] {
  return [
    { id: 'figure', label: 'Figure', unit: 'text' },
    { id: 'now', label: 'Now', unit },
    ...against.flatMap((label, at): TableColumn[] => [
      { id: `was_${at}`, label: formatPeriod(label), unit },
      { id: `change_${at}`, label: 'Change', unit },
      { id: `verdict_${at}`, label: 'Meaning', unit: 'text' },
    ]),
    { id: 'target', label: 'Target', unit, missing: 'no target for this period' },
    { id: 'n', label: 'n', unit: 'count', description: 'Denominator or number of observations' },
  ]
}

function rowOf(figure: Figure): Readonly<Record<string, TableCell>> {
  const cells = (figure.changes ?? []).flatMap((change, at): [string, TableCell][] => [
    [`was_${at}`, change.before],
    [`change_${at}`, change.difference],
    [`verdict_${at}`, change.verdict === null ? null : verdicts[change.verdict]],
  ])
  return {
    figure: figure.label,
    now: figure.value,
    ...Object.fromEntries(cells),
    target: figure.target?.value ?? null,
    n: figure.n ?? null,
  }
}

/** The headline figures against what they were, a table for each unit. */
export function headlineSection(input: ReportInput, { figures }: Headline): Section {
  const against = (figures[0]?.changes ?? []).map((change) => change.against)
  const tables = unitTitles.flatMap(([unit, words]): Table[] => {
    const own = figures.filter((figure) => figure.unit === unit)
    if (own.length === 0) return []
    return [
      {
        id: `headline_${unit}`,
        title: `Headline figures: ${words}`,
        description: 'The period against the one before and the same one a year before.',
        columns: columnsFor(unit, against),
        rows: own.map(rowOf),
        receipt: receipt(
          'review_targets',
          definition,
          'default variant of each figure',
          input.period.label,
        ),
      },
    ]
  })
  return { id: 'headline', title: 'Headline figures against before', tables }
}

/** The days from a chosen date against as many before it; nothing without a date. */
export function splitSections(input: ReportInput, { spans }: Headline): Section[] {
  const [before, after] = [spans.get('before'), spans.get('after')]
  if (before === undefined || after === undefined) return []
  const changed = sources.flatMap(({ figure, direction }) => {
    const now = after.figures.get(figure)
    if (now === undefined) return []
    const change = changeOf(now, before.figures.get(figure), before.span.label, direction)
    return [{ ...now, changes: [change] }]
  })
  const section = headlineSection(input, { figures: changed, spans })
  return [
    {
      id: 'split',
      title: `Before and after ${after.span.startsOn}`,
      tables: section.tables.map((table) => ({
        ...table,
        id: table.id.replace('headline', 'split'),
        title: table.title.replace(
          'Headline figures',
          `${after.span.label} against ${before.span.label}`,
        ),
        description: 'As many days before the date as there are from it to the end of the period.',
      })),
    },
  ]
}
