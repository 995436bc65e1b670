import type { ReportBody } from '#core/reports/definition.ts'

/** The value of a figure; throws when the report has no such figure. */
export function figureOf(report: ReportBody, id: string): number | string | null {
  const figure = report.figures.find((each) => each.id === id)
  if (!figure) throw new Error(`no figure ${id}`)
  return figure.value
}

/** One column of a table, in the order of its rows. */
export function columnOf(report: ReportBody, tableId: string, column: string) {
  const table = report.sections.flatMap(({ tables }) => tables).find(({ id }) => id === tableId)
  if (!table) throw new Error(`no table ${tableId}`)
  return table.rows.map((row) => row[column])
}
