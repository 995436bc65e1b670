import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { parseEntries } from '#local/import/draft.ts'
import { importFiles } from '#local/import/import-files.ts'
import { prepareImport } from '#local/import/prepare.ts'
import { openSnapshotStore, type SnapshotStore } from '#local/import/snapshot-store.ts'
import { createIntake } from './workspace.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>

/** Writes files into one folder that is removed after the test; their paths. */
export function writeFolder(files: Files): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'import-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return Object.entries(files).map(([name, content]) => {
    const file = join(folder, name)
    writeFileSync(file, content)
    return file
  })
}

export const defaults = { zone: 'UTC', currency: 'EUR' }

/** What the files are understood to be, without importing them. */
export const prepared = (files: Files, entry?: object) =>
  prepareImport(
    writeFolder(files),
    entry === undefined ? [] : parseEntries({ files: [entry] }),
    defaults,
  )

export interface Import {
  readonly exportedAt?: string
  readonly entry?: object
  /** Shared between imports that follow one another. */
  readonly snapshots?: SnapshotStore
  readonly intake?: ReturnType<typeof createIntake>
}

/** Imports the files as the command does, and what was stored of them. */
export async function importRecognised(files: Files, options: Import = {}) {
  const { exportedAt = '2026-06-30T12:00:00.000Z', entry, intake = createIntake() } = options
  const found = await prepared(files, entry)
  const snapshots = options.snapshots ?? openSnapshotStore(':memory:')
  const before = intake.stored().length
  const summary =
    found.mapping === undefined
      ? undefined
      : await importFiles({
          files: found.files,
          mapping: found.mapping,
          post: intake.post,
          snapshots,
          exportedAt,
        })
  const stored = intake.stored().slice(before)
  return { prepared: found, summary: summary?.files ?? [], stored }
}
