import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseFunnel } from '#core/funnel.ts'
import type { ReportData, TableCell } from '#core/report-data.ts'
import type { SettingsInput } from '#core/settings.ts'
import { settings } from '#infra/settings.ts'
import { importFiles } from '#local/import/import-files.ts'
import { parseMapping } from '#local/import/mapping.ts'
import { listFiles, type Prepared, prepareImport } from '#local/import/prepare.ts'
import type { ImportSummary } from '#local/import/summary.ts'
import { openRuntime, type Runtime } from '#local/runtime.ts'

/** Runs against an own pipeline in a folder that is removed afterwards, with settings of its own. */
export async function withRuntime<T>(
  own: Partial<SettingsInput>,
  work: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'external-'))
  try {
    const runtime = await openRuntime(folder, { settings: { ...settings, ...own } })
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

/** Imports files as `npm run import` does and builds; throws when a row is not taken. */
export async function importInto(
  runtime: Runtime,
  files: readonly string[],
  mapping: URL,
): Promise<ImportSummary> {
  const parsed = parseMapping(await readJson(mapping))
  const imported = await importFiles({ files, mapping: parsed, post: runtime.post })
  const problems = imported.files.flatMap((file) => file.problems)
  if (problems.length > 0) throw new Error(`rows not imported: ${JSON.stringify(problems)}`)
  await runtime.settle()
  return imported
}

/** Imports files or a folder as `npm run import` without a mapping does, and builds. */
export async function importRecognised(
  runtime: Runtime,
  paths: readonly string[],
  currency = 'EUR',
): Promise<{ readonly prepared: Prepared; readonly imported: ImportSummary }> {
  const prepared = await prepareImport(await listFiles(paths), [], { zone: 'UTC', currency })
  if (prepared.mapping === undefined) throw new Error('no file was recognised')
  const exportedAt = '2026-01-01T00:00:00.000Z'
  const { files, mapping } = prepared
  const imported = await importFiles({ files, mapping, post: runtime.post, exportedAt })
  await runtime.settle()
  return { prepared, imported }
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
