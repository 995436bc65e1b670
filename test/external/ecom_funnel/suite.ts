import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import * as z from 'zod'
import type { StoredEvent } from '#core/ports.ts'
import { figuresOf } from '#local/funnel-measure.ts'
import type { Suite } from '../check.ts'
import {
  accepted,
  asOf,
  breakdownChecks,
  countsOf,
  readFunnel,
  readReference,
  withFiles,
  withLab,
} from '../data-set.ts'

const group = z.object({ counts: z.array(z.number()) })

const referenceSchema = z.object({
  total: group,
  by_device: z.record(z.string(), group),
  by_sex: z.record(z.string(), group),
  by_month: z.record(z.string(), group),
})

const pages = ['home_page', 'search_page', 'payment_page', 'payment_confirmation_page']
const tables = [
  'user_table.csv.gz',
  'home_page_table.csv.gz',
  'search_page_table.csv.gz',
  'payment_page_table.csv.gz',
  'payment_confirmation_table.csv.gz',
]

const rowsOf = async (file: string): Promise<Record<string, string>[]> =>
  parse(await readFile(file), { columns: true })

/** Only the table of users has a day: every page of a user is one of that day. */
async function eventsOf([users = '', ...files]: readonly string[]): Promise<StoredEvent[]> {
  const known = new Map((await rowsOf(users)).map((user) => [user.user_id, user]))
  const events: StoredEvent[] = []
  for (const [index, file] of files.entries()) {
    for (const { user_id: id } of await rowsOf(file)) {
      const user = known.get(id)
      events.push(
        accepted({
          event_id: `${index}-${id}`,
          type: 'touch',
          name: pages[index],
          occurred_at: user?.date,
          date_only: true,
          source_system: 'shop',
          contact_id: id,
          properties: { device: user?.device, sex: user?.sex },
        }),
      )
    }
  }
  return events
}

const countsBy = (groups: Readonly<Record<string, { counts: number[] }>>) =>
  Object.fromEntries(Object.entries(groups).map(([value, { counts }]) => [value, counts]))

/** The reference writes months as labels, a breakdown by their first days. */
const monthsOf = (groups: Readonly<Record<string, { counts: number[] }>>) =>
  Object.fromEntries(
    Object.entries(countsBy(groups)).map(([month, counts]) => [`${month}-01`, counts]),
  )

/** Pages of a shop without times: users reach each page or do not. */
export const ecom: Suite = {
  name: 'ecom_funnel',
  needs: 'data/ecom_funnel',
  async run(path) {
    const reference = referenceSchema.parse(await readReference(path))
    const funnel = await readFunnel(new URL('funnel.json', import.meta.url))
    const events = await withFiles(path, tables, eventsOf)
    return withLab(events, async (lab) => {
      const by = (field: string) => figuresOf(lab, { funnel, asOf, by: field })
      const device = await by('properties.device')
      return [
        { name: 'reached', actual: countsOf(device), expected: reference.total.counts },
        ...breakdownChecks('device', device, countsBy(reference.by_device)),
        ...breakdownChecks('sex', await by('properties.sex'), countsBy(reference.by_sex)),
        ...breakdownChecks('month', await by('month'), monthsOf(reference.by_month)),
      ]
    })
  },
}
