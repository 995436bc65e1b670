import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Funnel, parseFunnel } from '#core/funnel.ts'
import { judgeAt } from '#core/intake.ts'
import { readBatch } from '#core/json.ts'
import type { StoredEvent } from '#core/ports.ts'
import { type FunnelLab, openFunnelLab } from '#local/funnel-lab.ts'
import type { Figures } from '#local/funnel-measure.ts'
import { importFiles } from '#local/import/import-files.ts'
import { parseMapping } from '#local/import/mapping.ts'
import type { Check } from './check.ts'

const loadedAt = '1990-01-01T00:00:00.000Z'
const calendar = { zone: 'UTC', weekStart: 'monday', fiscalYearStartMonth: 1 } as const

/** Later than every event of the data sets. */
export const asOf = '2030-01-01T00:00:00.000Z'

const readJson = async (file: URL | string): Promise<unknown> =>
  JSON.parse(await readFile(file, 'utf8'))

/** The files of a folder by their plain names; `.gz` ones are unpacked into the temporary folder. */
async function unpacked(folder: string, names: readonly string[], into: string) {
  return Promise.all(
    names.map(async (name) => {
      if (!name.endsWith('.gz')) return join(folder, name)
      const target = join(into, basename(name, '.gz'))
      const packed = createReadStream(join(folder, name))
      await pipeline(packed, createGunzip(), createWriteStream(target))
      return target
    }),
  )
}

/** Runs on the files of a folder, unpacked where they are packed. */
export async function withFiles<T>(
  folder: string,
  names: readonly string[],
  work: (files: readonly string[]) => Promise<T>,
): Promise<T> {
  const into = await mkdtemp(join(tmpdir(), 'external-'))
  try {
    return await work(await unpacked(folder, names, into))
  } finally {
    await rm(into, { recursive: true })
  }
}

/** The event as ingest would store it; throws, naming the path, when it would be refused. */
export function accepted(event: unknown): StoredEvent {
  const [source] = readBatch(Buffer.from(JSON.stringify({ events: [event] })))
  const verdict = source && judgeAt(new Date(asOf))(source)
  if (verdict?.stored === undefined) {
    throw new Error(`refused: ${JSON.stringify(verdict?.problems)}`)
  }
  return { ...verdict.stored, receivedAt: loadedAt }
}

/** The events that a mapping makes of CSV files, by the code of `npm run import`. */
export async function mappedEvents(files: readonly string[], mapping: URL) {
  const events: StoredEvent[] = []
  const summary = await importFiles({
    files,
    mapping: parseMapping(await readJson(mapping)),
    post: async (batch) =>
      batch.map((event, index) => {
        const stored = accepted(event)
        events.push(stored)
        return { index, event_id: stored.eventId, status: 'accepted', errors: [] }
      }),
  })
  const problems = summary.files.flatMap((file) => file.problems)
  if (problems.length > 0) throw new Error(`rows not imported: ${JSON.stringify(problems)}`)
  return events
}

/** Runs on a lab that holds the events and is closed afterwards. */
export async function withLab<T>(
  events: readonly StoredEvent[],
  work: (lab: FunnelLab) => Promise<T>,
): Promise<T> {
  const lab = await openFunnelLab({ calendar, events })
  try {
    return await work(lab)
  } finally {
    await lab.close()
  }
}

export const readFunnel = async (file: URL): Promise<Funnel> => parseFunnel(await readJson(file))

/** The figures that come with a data set. */
export const readReference = (folder: string) => readJson(join(folder, 'reference.json'))

/** How many reached each step. */
export const countsOf = ({ steps }: Pick<Figures, 'steps'>) => steps.map(({ reached }) => reached)

/** A check for each value of a breakdown, and one that there are no others. */
export function breakdownChecks(
  name: string,
  { breakdown = [] }: Figures,
  expected: Readonly<Record<string, readonly number[]>>,
): Check[] {
  const actual = new Map(breakdown.map((each) => [each.value, countsOf(each)]))
  const values = Object.entries(expected).map(([value, counts]) => ({
    name: `${name} ${value}`,
    actual: actual.get(value),
    expected: counts,
  }))
  const all = { name: `values of ${name}`, actual: [...actual.keys()].sort() }
  return [...values, { ...all, expected: Object.keys(expected).sort() }]
}
