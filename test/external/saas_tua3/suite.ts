import * as z from 'zod'
import { figuresOf } from '#local/funnel-measure.ts'
import type { Check, Suite } from '../check.ts'
import {
  asOf,
  breakdownChecks,
  countsOf,
  mappedEvents,
  readFunnel,
  readReference,
  withFiles,
  withLab,
} from '../data-set.ts'

const counts = z.array(z.number())

const referenceSchema = z.object({
  total: z.object({ users: z.number(), events: z.number() }),
  funnel: counts,
  funnel_within_days: z.record(z.string(), counts),
  funnel_by_channel: z.record(z.string(), counts),
})

/** Days are all that is known: a window of whole days from midnight, at least a second long. */
const windowOf = (days: string) => Math.max(1, Number(days) * 86_400)

/** Users of a software service, by day: steps of one day come in either order. */
export const saas: Suite = {
  name: 'saas_tua3',
  needs: 'data/saas_tua3',
  async run(path) {
    const reference = referenceSchema.parse(await readReference(path))
    const funnel = await readFunnel(new URL('funnel.json', import.meta.url))
    const mapping = new URL('mapping.json', import.meta.url)
    const events = await withFiles(path, ['saas_users.csv', 'saas_events.csv'], (files) =>
      mappedEvents(files, mapping),
    )
    return withLab(events, async (lab) => {
      const figures = await figuresOf(lab, { funnel, asOf, by: 'channel' })
      const checks: Check[] = [
        {
          name: 'events',
          actual: events.length,
          expected: reference.total.users + reference.total.events,
        },
        { name: 'reached', actual: countsOf(figures), expected: reference.funnel },
        ...breakdownChecks('channel', figures, reference.funnel_by_channel),
      ]
      for (const [days, expected] of Object.entries(reference.funnel_within_days)) {
        const within = { ...funnel, window_seconds: windowOf(days) }
        const actual = countsOf(await figuresOf(lab, { funnel: within, asOf }))
        checks.push({ name: `reached within ${days} days`, actual, expected })
      }
      return checks
    })
  },
}
