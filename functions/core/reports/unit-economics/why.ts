import type { TableColumn } from '../../report-data.ts'
import type { Result } from './formulas.ts'

/** A last column that says why a row has no value; none where every row has one. */
export const whyColumns = (results: readonly Result[]): TableColumn[] =>
  results.every((result) => result.missing === undefined)
    ? []
    : [{ id: 'why', label: 'Why none', unit: 'text' }]
