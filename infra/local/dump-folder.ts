import { existsSync } from 'node:fs'
import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import * as z from 'zod'
import { UsageError } from '#core/errors.ts'
import { type DumpedTable, type DumpStatus, dumpFormats } from './dump.ts'

/** Only what says so is taken for a dump and replaced. */
const madeBy = 'funnel-metrics dump'
const manifestFile = 'manifest.json'

const manifestSchema = z.object({
  madeBy: z.literal(madeBy),
  isComplete: z.boolean(),
  cut: z.string(),
  // Names of files follow from these, so none may lead elsewhere.
  tables: z.array(z.object({ name: z.string().regex(/^\w+$/), rows: z.int().min(0) })),
})

/** What a dump holds: the cut of its build and the rows of each table. */
type Manifest = z.infer<typeof manifestSchema>

/** The manifest of a folder; undefined when it holds none of a dump. */
async function readManifest(folder: string): Promise<Manifest | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, manifestFile), 'utf8')))
  } catch {
    return undefined
  }
}

const writeManifest = (
  folder: string,
  manifest: Omit<Manifest, 'tables'> & { readonly tables: readonly DumpedTable[] },
) => writeFile(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`)

const holds = (outer: string, inner: string) => {
  const path = relative(resolve(outer), resolve(inner))
  return path === '' || (path !== '..' && !path.startsWith(`..${sep}`))
}

/** A link in place of a format's folder would lead the dump to where nobody asked for it. */
async function refuseLinks(folder: string): Promise<void> {
  for (const format of dumpFormats) {
    const path = join(folder, format)
    if (existsSync(path) && !(await lstat(path)).isDirectory()) {
      throw new UsageError(`${path} is no folder`)
    }
  }
}

/**
 * Throws UsageError unless the folder is absent, empty or an earlier dump, and apart from the data
 * folder.
 */
export async function checkFolder(folder: string, dataDir: string): Promise<void> {
  if (holds(dataDir, folder)) throw new UsageError(`${folder} lies in the data folder`)
  if (!existsSync(folder)) return
  if (!(await lstat(folder)).isDirectory()) throw new UsageError(`${folder} is no folder`)
  await refuseLinks(folder)
  if ((await readdir(folder)).length === 0 || (await readManifest(folder))) return
  throw new UsageError(`${folder} is not empty and holds no dump; choose another folder`)
}

const filesOf = (tables: readonly DumpedTable[]) =>
  dumpFormats.flatMap((format) => tables.map(({ name }) => join(format, `${name}.${format}`)))

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await copyFile(from, to)
    await rm(from)
  }
}

/** Moves the files of a finished dump into the folder, in place of those of the dump before. */
export async function takeFiles(folder: string, status: DumpStatus): Promise<void> {
  const { cut, tables } = status
  const before = (await readManifest(folder))?.tables ?? []
  for (const format of dumpFormats) await mkdir(join(folder, format), { recursive: true })
  const names = new Map([...before, ...tables].map((table) => [table.name, table]))
  // A dump cut short still says that it is one, so that the next can take its place.
  await writeManifest(folder, { madeBy, isComplete: false, cut, tables: [...names.values()] })
  for (const file of filesOf(before)) await rm(join(folder, file), { force: true })
  for (const file of filesOf(tables)) await moveFile(join(status.folder, file), join(folder, file))
  await rm(status.folder, { recursive: true })
  await writeManifest(folder, { madeBy, isComplete: true, cut, tables })
}
