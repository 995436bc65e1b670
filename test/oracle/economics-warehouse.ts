import { compose, cutShadows, modelShadows, plainView, settingsShadow } from '#core/compose.ts'
import { bindParameters } from '#core/literal.ts'
import type { Row } from '#core/ports.ts'
import { unitEconomics } from '#core/reports/unit-economics/report.ts'
import { parseSettings } from '#core/settings.ts'
import { loadCatalog, modelsFor, neededFor } from '#functions/catalog.ts'
import { makeModels } from '#handlers/models.ts'
import { settings as shipped } from '#infra/settings.ts'
import { unitInput } from '#test/sql/unit-economics-report.ts'
import { computeEconomics, type Economics } from './economics.ts'
import type { RawEvent } from './raw-event.ts'
import { type Place, zone } from './warehouse.ts'
import { cut } from './worlds.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const settings = parseSettings({ ...shipped, zone })
const models = neededFor(modelsFor(catalog, []), [
  'attribution',
  'customers',
  'spend_daily',
  'cut_days',
  'mrr_months',
  'mrr_changes',
  'subscriber_values',
])

const columns = {
  attribution: 'model, conversion_id, touch_id, channel, credit, value',
  customers: 'account_id, conversion_id, basis, acquired_on, channel',
  spend_daily: 'event_id, day, amount, value',
} as const

/** Builds the models from the event log and reads what they say. */
export async function readEconomics(place: Place): Promise<Economics> {
  await makeModels({ ...place, cut, settings, models })
  const read = async (table: keyof typeof columns): Promise<readonly Row[]> =>
    (await place.engine.run(`select ${columns[table]} from ${place.schema}.${table}`, table)).rows
  return {
    attribution: (await read('attribution')) as Economics['attribution'],
    customers: (await read('customers')) as Economics['customers'],
    spend: (await read('spend_daily')) as Economics['spend'],
  }
}

/** CAC of a month by the key figures' own queries, over the models that were built last. */
export async function readCac({ engine, lake, schema }: Place, month: string) {
  const { keyFigures } = unitEconomics
  const input = unitInput({ zone }, month)
  const given = { ...cutShadows(lake, cut, plainView), ...settingsShadow(settings) }
  const shadows = modelShadows(schema, models, given)
  const rows: Record<string, readonly Row[]> = {}
  for (const [name, asked] of Object.entries(keyFigures?.queries(input) ?? {})) {
    const query = catalog.reports.get(asked.query)
    if (query === undefined) throw new Error(`no query ${asked.query}`)
    const sql = bindParameters(compose(query.sql, query.inputs, shadows), asked.parameters)
    rows[name] = (await engine.run(sql, asked.query)).rows
  }
  return keyFigures?.figures(input, rows).find((each) => each.id === 'cac')?.value
}

const lines = (rows: Economics[keyof Economics]) =>
  rows.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1))

/** What only one of the two says, the first few of each; empty when they agree. */
export function economicsDifference(expected: Economics, actual: Economics): string {
  const tables = ['attribution', 'customers', 'spend'] as const
  return tables
    .flatMap((table) => {
      const [ours, theirs] = [lines(expected[table]), lines(actual[table])]
      const [known, found] = [new Set(ours), new Set(theirs)]
      return [
        ...ours.filter((line) => !found.has(line)).map((line) => `only the oracle: ${line}`),
        ...theirs.filter((line) => !known.has(line)).map((line) => `only the engine: ${line}`),
        ...(ours.length === theirs.length ? [] : [`${table}: ${ours.length}, ${theirs.length}`]),
      ].slice(0, 20)
    })
    .join('\n')
}

/** What the oracle says of worlds that have nothing to do with each other. */
export function expectedEconomics(worlds: readonly (readonly RawEvent[])[]): Economics {
  const said = worlds.map((world) => computeEconomics(world, { zone, cut }))
  return {
    attribution: said.flatMap((each) => each.attribution),
    customers: said.flatMap((each) => each.customers),
    spend: said.flatMap((each) => each.spend),
  }
}
