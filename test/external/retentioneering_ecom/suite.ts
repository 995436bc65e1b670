import * as z from 'zod'
import { figuresOf } from '#local/funnel-measure.ts'
import type { Suite } from '../check.ts'
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

const group = z.object({ counts: z.array(z.number()) })
const groups = z.record(z.string(), group)

const referenceSchema = z.object({
  total: z.object({ events: z.number() }),
  by_user: group,
  by_session: group,
  sessions_by_acquisition_channel: groups,
  sessions_by_platform: groups,
  sessions_by_user_cohort: groups,
  sessions_by_user_lifecycle: groups,
})

const countsBy = (each: z.infer<typeof groups>) =>
  Object.fromEntries(Object.entries(each).map(([value, { counts }]) => [value, counts]))

/** A click stream, counted by user and by session. */
export const retentioneering: Suite = {
  name: 'retentioneering_ecom',
  needs: 'data/retentioneering_ecom',
  async run(path) {
    const reference = referenceSchema.parse(await readReference(path))
    const funnel = await readFunnel(new URL('funnel.json', import.meta.url))
    const mapping = new URL('mapping.json', import.meta.url)
    const events = await withFiles(path, ['ecom.csv.gz'], (files) => mappedEvents(files, mapping))
    return withLab(events, async (lab) => {
      const users = await figuresOf(lab, { funnel, asOf })
      const by = (field: string) =>
        figuresOf(lab, { funnel: { ...funnel, subject: 'lead' }, asOf, by: field })
      const channel = await by('channel')
      const own = [
        ['channel', channel, reference.sessions_by_acquisition_channel],
        ['platform', await by('properties.platform'), reference.sessions_by_platform],
        ['cohort', await by('properties.cohort'), reference.sessions_by_user_cohort],
        ['lifecycle', await by('properties.lifecycle'), reference.sessions_by_user_lifecycle],
      ] as const
      return [
        { name: 'events', actual: events.length, expected: reference.total.events },
        { name: 'users', actual: countsOf(users), expected: reference.by_user.counts },
        { name: 'sessions', actual: countsOf(channel), expected: reference.by_session.counts },
        ...own.flatMap(([name, figures, each]) => breakdownChecks(name, figures, countsBy(each))),
      ]
    })
  },
}
