import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { parseFunnel } from '#core/funnel.ts'
import { agreed, type Check, type Suite } from '../check.ts'
import { figureOf, importRecognised, numberIn, rowsBy, withRuntime } from '../report.ts'

const funnel = parseFunnel({
  id: 'recognised',
  title: 'Lead to won deal',
  subject: 'lead',
  stages: [
    { id: 'lead', label: 'Lead', position: 'top', events: ['lead_created'] },
    { id: 'won', label: 'Won', position: 'bottom', events: ['closed_won'] },
  ],
  won_stage: 'won',
})

/** Leads and deals won, as the reference of olist has them. */
async function olistChecks(path: string): Promise<Check[]> {
  return withRuntime({ zone: 'UTC' }, async (runtime) => {
    await importRecognised(runtime, [path])
    const { data } = await runtime.report({ report: 'conversion', period: 'all', funnel })
    return [
      { name: 'olist: leads', actual: figureOf(data, 'entered'), expected: 8000 },
      { name: 'olist: won', actual: figureOf(data, 'won'), expected: 842 },
    ]
  })
}

/** Recurring revenue by month as the author of taskflow has it. */
async function taskflowChecks(path: string): Promise<Check[]> {
  return withRuntime({ zone: 'UTC', currency: 'USD' }, async (runtime) => {
    await importRecognised(runtime, [path], 'USD')
    const { data } = await runtime.report({ report: 'retention', period: '2023-01..2024-12' })
    const rows = rowsBy(data, 'retention_by_subscription', 'span')
    const text = await readFile(join(path, 'author_out_mrr_by_month.csv'), 'utf8')
    const lines: Record<string, string>[] = parse(text, { columns: true })
    return lines.map(({ month = '', mrr }) => ({
      name: `taskflow: recurring revenue ${month}`,
      actual: agreed(numberIn(rows.get(month.slice(0, 7))?.end), Number(mrr)),
      expected: Number(mrr),
    }))
  })
}

/** New events by type, as the rows of the files give them. */
async function eventChecks(path: string, expected: Readonly<Record<string, number>>) {
  return withRuntime({ zone: 'UTC', currency: 'USD' }, async (runtime): Promise<Check[]> => {
    const { imported } = await importRecognised(runtime, [path], 'USD')
    const types: Record<string, number> = {}
    for (const file of imported.files) {
      for (const [type, count] of Object.entries(file.types))
        types[type] = (types[type] ?? 0) + count
    }
    const problems = imported.files.flatMap((file) => file.problems)
    return [
      { name: `${path}: events`, actual: types, expected },
      { name: `${path}: problems`, actual: problems, expected: [] },
    ]
  })
}

/** Folders as they are published, imported without a mapping. */
export const recognised: Suite = {
  name: 'recognised',
  needs: 'data',
  async run(path) {
    return [
      ...(await olistChecks(join(path, 'olist'))),
      ...(await taskflowChecks(join(path, 'taskflow'))),
      // 3,000 users: a person, an account and a sign-up each; 754 subscriptions, 243 of them ended.
      ...(await eventChecks(join(path, 'saas_tua3'), {
        touch: 4867,
        revenue: 997,
        person: 3000,
        account: 3000,
        stage: 3000,
      })),
      ...(await eventChecks(join(path, 'relay_foods'), { revenue: 2891 })),
    ]
  },
}
