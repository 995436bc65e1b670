import type { HeatmapChart } from '../../chart.ts'
import type { Section } from '../../report-data.ts'
import { ratio } from '../../statistics.ts'
import type { ReportInput } from '../definition.ts'
import { type GridRow, heatmap } from './grid.ts'
import { type Kept, keptOf, since } from './kept.ts'
import { measureTable } from './measures.ts'
import { countsTable, ratesTable } from './rates.ts'
import { hasMeasure, pooled, retained, shareLeft } from './retained.ts'
import type { CohortResult } from './rows.ts'
import { variantsTable } from './variants.ts'

function chartOf(kept: Kept): HeatmapChart | undefined {
  const { ages, shown, cohorts } = kept
  const rows: GridRow[] = shown.map(({ label, cohort }) => ({
    label,
    n: cohort?.members ?? 0,
    values: ages.map((age) =>
      cohort === undefined ? null : shareLeft(retained(cohort, age, 'accounts')),
    ),
  }))
  const all = {
    label: 'All',
    n: cohorts.reduce((sum, each) => sum + each.members, 0),
    values: ages.map((age) => {
      const { active, members } = pooled(cohorts, age)
      return ratio(active, members)
    }),
  }
  return heatmap(ages, [...rows, all], { unit: 'rate', columnTitle: since(kept) })
}

function sectionOf(kept: Kept): Section {
  const chart = chartOf(kept)
  return {
    id: kept.id,
    title: kept.title,
    ...(chart === undefined ? {} : { chart }),
    tables: [
      ratesTable(kept),
      variantsTable(kept),
      ...(hasMeasure(kept.cohorts, 'amount') ? [measureTable(kept, 'money')] : []),
      ...(hasMeasure(kept.cohorts, 'quantity') ? [measureTable(kept, 'quantity')] : []),
      countsTable(kept),
    ],
  }
}

/** The definitions that have members and activity, each by its id. */
export function definitionsOf({
  calendar,
}: CohortResult): readonly { id: string; title: string }[] {
  const active = calendar.filter(({ cells }) => [...cells.values()].some((each) => each.active > 0))
  return [...new Map(active.map(({ cohort: id, title }) => [id, { id, title }])).values()]
}

/** One section per definition of cohorts, with its heatmap, averages, money and quantity. */
export const retentionSections = (input: ReportInput, result: CohortResult): Section[] =>
  definitionsOf(result).map(({ id, title }) => sectionOf(keptOf(input, result, id, title)))
