import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, matchesGlob, sep } from 'node:path'
import { UsageError } from '#core/errors.ts'
import type { Refused } from './choose.ts'
import type { Draft, Entry, FileEntry } from './draft.ts'
import { type Defaults, kindKey } from './facts.ts'
import { listedIn } from './lists.ts'
import { type Mapping, parseMapping } from './mapping.ts'
import { ratesIn } from './rates.ts'
import { type Profiled, profileFile, type Understood, understand } from './understand.ts'

const tables = /\.(csv|tsv|txt|xlsx|gz|zip)$/i

/** The tables of a folder, in order of their names; a link that leads out of it is refused. */
async function tablesIn(folder: string): Promise<string[]> {
  const root = await realpath(folder)
  const names = (await readdir(folder)).filter((name) => tables.test(name) && !name.startsWith('.'))
  const files = names.sort().map((name) => join(folder, name))
  for (const file of files) {
    const real = await realpath(file)
    if (!real.startsWith(root + sep)) throw new UsageError(`${file} leads out of the folder`)
  }
  if (files.length === 0) throw new UsageError(`${folder} holds no CSV or XLSX files`)
  return files
}

/** Files as named, and those of named folders. */
export async function listFiles(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined)
      return found?.isDirectory() === true ? tablesIn(path) : [path]
    }),
  )
  return [...new Set(lists.flat())]
}

type Looked =
  | {
      readonly kind: 'final'
      readonly file: string
      readonly final: FileEntry
      readonly json: unknown
    }
  | { readonly kind: 'profiled'; readonly file: string; readonly profiled: Profiled }
  | { readonly kind: 'refused'; readonly file: string; readonly refused: Refused }
  | { readonly kind: 'ignored'; readonly file: string }

const matchOf = (entry: Entry) => ('final' in entry ? entry.final.match : entry.draft.match)

const fits = (file: string, entry: Entry) =>
  matchOf(entry) === basename(file) || matchesGlob(basename(file), matchOf(entry))

const entryFor = (file: string, entries: readonly Entry[]): Entry =>
  entries.find((entry) => fits(file, entry)) ?? { draft: { match: basename(file), columns: {} } }

async function lookAt(file: string, entry: Entry): Promise<Looked> {
  if ('final' in entry) return { kind: 'final', file, final: entry.final, json: entry.json }
  if (entry.draft.as === 'ignore') return { kind: 'ignored', file }
  const looked = await profileOrRefuse(file, entry.draft)
  return 'reason' in looked
    ? { kind: 'refused', file, refused: looked }
    : { kind: 'profiled', file, profiled: looked }
}

async function profileOrRefuse(file: string, draft: Draft): Promise<Profiled | Refused> {
  try {
    const found = await stat(file).catch(() => undefined)
    if (found === undefined) return { file, reason: 'no such file' }
    return await profileFile(file, draft)
  } catch (error) {
    if (error instanceof UsageError) return { file, reason: error.message }
    throw error
  }
}

/** What is to be imported, and what is not. */
export interface Prepared {
  readonly files: readonly string[]
  readonly understood: readonly Understood[]
  readonly refused: readonly Refused[]
  readonly ignored: readonly string[]
  /** Files whose events the mapping writes out. */
  readonly written: readonly string[]
  /** Names or globs in the mapping that no file fits. */
  readonly unmatched: readonly string[]
  /** The mapping of all files, as JSON and as the importer takes it. */
  readonly mappingJson: { readonly files: readonly unknown[] }
  readonly mapping: Mapping | undefined
  /** Rates of exchange for the reference table `fx_rates`, as CSV. */
  readonly rates?: string
}

/** A file whose kind makes events, but in which nothing is known that makes one. */
const emptyHanded = ({ match, entry, rows }: Understood) =>
  rows > 0 && match.recipe.events.length > 0 && entry.events.length === 0

const refusalOf = ({ file, match }: Understood): Refused => {
  const words = [...match.roles.values()].filter(
    ({ role }) => match.recipe.columns[role]?.is === 'word',
  )
  const columns = words.map(({ column }) => column).join(', ')
  const reason = `is ${match.recipe.id} (${match.recipe.kind}), but no known word in ${columns || 'its columns'} makes an event`
  return { file, reason }
}

const isUnderstood = (each: Understood | Refused): each is Understood => 'entry' in each

/** Reads all files once and says what each is; nothing is imported. */
export async function prepareImport(
  files: readonly string[],
  entries: readonly Entry[],
  defaults: Defaults,
): Promise<Prepared> {
  const looked: Looked[] = []
  for (const file of files) looked.push(await lookAt(file, entryFor(file, entries)))
  const profiled = looked.flatMap((each) => (each.kind === 'profiled' ? [each.profiled] : []))
  const kinds = new Set(
    profiled.map(({ match, reading }) => kindKey(match.recipe.id, reading.names)),
  )
  const context = { defaults, kinds, stages: await listedIn(profiled) }
  const all = profiled.map((each) => understand(each, context))
  const understood = all.filter(isUnderstood)
  const useful = understood.filter(({ entry }) => entry.events.length > 0)
  const finals = looked.flatMap((each) => (each.kind === 'final' ? [each] : []))
  const mappingJson = {
    files: [...finals.map(({ json }) => json), ...useful.map(({ entry }) => entry)],
  }
  const rates = await ratesIn(understood, defaults.currency)
  const made = useful.flatMap(({ entry }) => parseMapping({ files: [entry] }).files)
  const mapped = [...finals.map(({ final }) => final), ...made]
  return {
    files: [...finals.map(({ file }) => file), ...useful.map(({ file }) => file)],
    understood: understood.filter((each) => !emptyHanded(each)),
    refused: [
      ...looked.flatMap((each) => (each.kind === 'refused' ? [each.refused] : [])),
      ...all.flatMap((each) => (isUnderstood(each) ? [] : [each])),
      ...understood.filter(emptyHanded).map(refusalOf),
      ...(rates !== undefined && 'refused' in rates ? [rates.refused] : []),
    ],
    written: finals.map(({ file }) => file),
    unmatched: entries.filter((entry) => !files.some((file) => fits(file, entry))).map(matchOf),
    ignored: looked.flatMap((each) => (each.kind === 'ignored' ? [each.file] : [])),
    mappingJson,
    mapping: mapped.length > 0 ? { files: mapped } : undefined,
    ...(rates !== undefined && 'csv' in rates ? { rates: rates.csv } : {}),
  }
}
