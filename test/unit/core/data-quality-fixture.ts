import type { ReportBody } from '#core/reports/definition.ts'

/** Rows of every query where there are none. */
export const none = {
  checks: [],
  populations: [],
  examples: [],
  fields: [],
  names: [],
  late: [],
  receipts: [],
  wins: [],
  merges: [],
}

/** The cell of everything. */
export const all = { dimension: 'all', value: 'all' }
/** What a check found, once, without money. */
export const found = {
  ...all,
  number: 1,
  opportunities: 0,
  open_opportunities: 0,
  money: null,
  without_amount: 0,
  without_rate: 0,
}
/** Forty open opportunities. */
export const open = { ...all, population: 'open_deals', number: 40 }

/** A figure of the report by its id. */
export const figureOf = (report: ReportBody, id: string) =>
  report.figures.find((each) => each.id === id)

/** A table of the report; throws when it has none of the id. */
export function tableOf(report: ReportBody, id: string) {
  const tables = report.sections.flatMap((section) => section.tables)
  const table = tables.find((each) => each.id === id)
  if (!table) throw new Error(`no table ${id}`)
  return table
}
