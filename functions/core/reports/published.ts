import { formatInstant, formatPeriod } from '../format.ts'
import type { Figure, Note, ReportData, Section, Table, Unit } from '../report-data.ts'
import { rounded } from '../statistics.ts'
import { receipt } from './parts.ts'

/** A report as it was first published and as it is now. */
export interface Republished {
  readonly first: ReportData
  readonly now: ReportData
}

interface Changed {
  readonly report: string
  readonly figure: Figure
  readonly was: Figure['value']
}

function changedFigures({ first, now }: Republished): Changed[] {
  const before = new Map(first.figures.map((figure) => [figure.id, figure.value]))
  return now.figures.flatMap((figure) => {
    const was = before.get(figure.id)
    return was === undefined || was === figure.value ? [] : [{ report: now.title, figure, was }]
  })
}

function tableOf(unit: Unit, changed: readonly Changed[], window: string): Table {
  return {
    id: `published_${unit}`,
    title: 'Figures that are not what was published',
    description: 'First published against now: late events, corrections, merges and new rates.',
    columns: [
      { id: 'report', label: 'Report', unit: 'text' },
      { id: 'figure', label: 'Figure', unit: 'text' },
      { id: 'was', label: 'First published', unit, missing: 'it had no value then' },
      { id: 'now', label: 'Now', unit, missing: 'it has no value now' },
      { id: 'difference', label: 'Difference', unit, missing: 'one of the two has no value' },
    ],
    rows: changed.map(({ report, figure, was }) => ({
      report,
      figure: figure.label,
      was,
      now: figure.value,
      difference:
        typeof was === 'number' && typeof figure.value === 'number'
          ? rounded(figure.value - was)
          : null,
    })),
    receipt: receipt(
      'report.json of both revisions',
      'The same figure in two revisions.',
      'known',
      window,
    ),
  }
}

const asOfText = ({ asOf, zone }: ReportData) => formatInstant(asOf, zone)

/**
 * What changed in a period since it was first published, a table for each unit; one note when nothing
 * did. Empty without an earlier revision.
 */
export function publishedChanges(found: readonly Republished[]): {
  readonly sections: readonly Section[]
  readonly notes: readonly Note[]
} {
  const [one] = found
  if (one === undefined) return { sections: [], notes: [] }
  const period = formatPeriod(one.now.period.label)
  const changed = found.flatMap(changedFigures)
  if (changed.length === 0) {
    const text = `No figure of ${period} changed since it was first published as of ${asOfText(one.first)}.`
    return { sections: [], notes: [{ code: 'unchanged_since_published', text }] }
  }
  const window = `${period}, first published as of ${asOfText(one.first)}, now as of ${asOfText(one.now)}`
  const units = [...new Set(changed.map(({ figure }) => figure.unit))]
  const tables = units.map((unit) =>
    tableOf(
      unit,
      changed.filter(({ figure }) => figure.unit === unit),
      window,
    ),
  )
  return {
    sections: [{ id: 'published', title: 'What changed since it was published', tables }],
    notes: [],
  }
}
