import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { UsageError } from '#core/errors.ts'
import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import type { ObjectStore } from '#core/ports.ts'
import type { PublishedReport, ReportRequest } from '#core/tasks.ts'
import { createObjectStore } from '#local/object-store.ts'
import { requireData, withPipeline } from './connect.ts'
import { choice, dataOf, type OptionValues, runCommand, text } from './run.ts'

const help = `Makes one report and says where it is.

  npm run report -- <id> [options]

  --period <p>    2018, 2018-Q1, FY2018, FY2018-Q1, 2018-03, 2018-W09, 2018-03-05, a range
                  2017-06..2018-05 (end included) or all; default the last complete month
  --by <kind>     rows of the cohort table: day, week, month, quarter, year, fiscal_quarter, fiscal_year
  --funnel <f>    id of a funnel, or a file that defines one
  --dimension <d> dimension of breakdowns, leaks and mix, such as region
  --attribution <a>  which of its values counts: entry, last, every, step 2 or a stage id
  --compare <c>   another period, or two values as channel=referral..social
  --as-of <time>  what was known at that time, such as 2026-03-01T00:00:00Z; default all there is
  --basis <b>     known (default): received by the as-of; replayed: recorded by then, for history
                  that was loaded later
  --scenario <s>  win_rate=+2 (points), discounts=0.5 (share left) or prices=+10 (percent)
  --split <date>  in the review: the days from that date against as many before it
  --format <f>    html, json or csv (default html)
  --out <dir>     copy the files there; without it html is not copied, json and the first csv
                  table are printed
  --data <dir>    data folder (default .data)
  --help          show this

  npm run report -- conversion --period 2026-Q3 --by month`

const formats = ['html', 'json', 'csv'] as const
type Format = (typeof formats)[number]

/** A word ending in .json is a file, any other the id of a funnel. */
function funnelOf(given: string): string | FunnelInput {
  if (!given.endsWith('.json')) return given
  let source: string
  try {
    source = readFileSync(given, 'utf8')
  } catch (cause) {
    throw new UsageError(`cannot read the funnel file ${given}`, { cause })
  }
  try {
    return parseFunnel(JSON.parse(source))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UsageError(`${given}: ${reason}`, { cause })
  }
}

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/

function instantOf(given: string): string {
  const time = withOffset.test(given) ? Date.parse(given) : Number.NaN
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  throw new UsageError(`--as-of is "${given}"; allowed is a time with offset, 2026-03-01T09:30:00Z`)
}

const plainOptions = [
  'period',
  'by',
  'dimension',
  'attribution',
  'compare',
  'split',
  'basis',
  'scenario',
] as const

function requestOf(report: string, options: OptionValues): ReportRequest {
  const plain = plainOptions.flatMap((name) => {
    const given = text(options, name)
    return given === undefined ? [] : [[name, given]]
  })
  const [funnel, asOf] = [text(options, 'funnel'), text(options, 'as-of')]
  return {
    report,
    ...Object.fromEntries(plain),
    ...(funnel !== undefined && { funnel: funnelOf(funnel) }),
    ...(asOf !== undefined && { asOf: instantOf(asOf) }),
  }
}

/** Keys of a published report's files in one format, its first table first. */
function keysOf({ path, data }: PublishedReport, format: Format): string[] {
  if (format === 'html') return [`${path}/index.html`]
  if (format === 'json') return [`${path}/report.json`]
  const tables = data.sections.flatMap((section) => section.tables)
  return tables.map((table) => `${path}/${table.id}.csv`)
}

async function readObject(objects: ObjectStore, key: string): Promise<Uint8Array> {
  const stored = await objects.get(key)
  if (stored === undefined) throw new Error(`published file ${key} is missing`)
  return stored.body
}

async function copy(objects: ObjectStore, keys: readonly string[], out: string): Promise<void> {
  await mkdir(out, { recursive: true })
  for (const key of keys) {
    const path = join(out, basename(key))
    await writeFile(path, await readObject(objects, key))
    console.log(path)
  }
}

await runCommand({
  help,
  options: {
    period: { type: 'string' },
    by: { type: 'string' },
    dimension: { type: 'string' },
    attribution: { type: 'string' },
    compare: { type: 'string' },
    split: { type: 'string' },
    basis: { type: 'string' },
    scenario: { type: 'string' },
    funnel: { type: 'string' },
    'as-of': { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    data: { type: 'string' },
  },
  words: { least: 1, most: 1, name: 'the id of one report' },
  async run([report = ''], options) {
    const format = choice(options, 'format', formats, 'html')
    const [dataDir, out] = [dataOf(options), text(options, 'out')]
    const request = requestOf(report, options)
    requireData(dataDir)
    const { published, url } = await withPipeline(dataDir, async ({ pipeline, url }) => {
      await pipeline.settle()
      return { published: await pipeline.report(request), url }
    })
    const root = join(dataDir, 'objects')
    const objects = createObjectStore(root)
    const keys = keysOf(published, format)
    if (out !== undefined) {
      await copy(objects, keys, out)
    } else if (format === 'html') {
      console.log(published.data.headline)
      console.log(join(root, published.path, 'index.html'))
      if (url !== undefined) console.log(`${url}/${published.path}/index.html`)
    } else {
      for (const key of keys.slice(0, 1)) process.stdout.write(await readObject(objects, key))
    }
    return 0
  },
})
