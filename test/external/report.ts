import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFunnel } from '#core/funnel.ts'
import type { ReportData, TableCell } from '#core/report-data.ts'
import { settings } from '#infra/settings.ts'
import { importFiles } from '#local/import/import-files.ts'
import { parseMapping } from '#local/import/mapping.ts'
import type { ImportSummary } from '#local/import/summary.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'

/** Runs against an own pipeline in a folder that is removed afterwards; `zone` is the reporting zone. */
export async function withRuntime<T>(
  zone: string,
  work: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'external-'))
  try {
    const runtime = await openRuntime(folder, { settings: { ...settings, zone } })
    try {
      return await work(runtime)
    } finally {
      await runtime.close()
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const readJson = async (file: URL): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

interface ConversionInput {
  readonly files: readonly string[]
  readonly mapping: URL
  readonly funnel: URL
}

/** Imports files as `npm run import` does and makes the conversion report over all time by month. */
export async function reportConversion(
  runtime: Runtime,
  input: ConversionInput,
): Promise<{ readonly imported: ImportSummary; readonly data: ReportData }> {
  const mapping = parseMapping(await readJson(input.mapping))
  const funnel = parseFunnel(await readJson(input.funnel))
  const imported = await importFiles({ files: input.files, mapping, post: runtime.post })
  await runtime.settle()
  const request = { report: 'conversion', period: 'all', by: 'month', funnel }
  const { data } = await runtime.report(request)
  return { imported, data }
}

/** The value of a headline figure; undefined when there is no such figure. */
export const figureOf = (data: ReportData, id: string): unknown =>
  data.figures.find((figure) => figure.id === id)?.value

/** The number in a cell, whether or not it carries an interval. */
export const numberIn = (cell: TableCell | undefined): unknown =>
  typeof cell === 'object' && cell !== null ? cell.value : cell

/** The rows of a table by the text in one of its columns; empty when there is no such table. */
export function rowsBy(data: ReportData, table: string, column: string) {
  const found = data.sections.flatMap(({ tables }) => tables).find(({ id }) => id === table)
  return new Map((found?.rows ?? []).map((row) => [String(row[column]), row]))
}
