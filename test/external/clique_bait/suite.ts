import * as z from 'zod'
import { figuresOf } from '#local/funnel-measure.ts'
import { printed, type Suite } from '../check.ts'
import {
  asOf,
  countsOf,
  mappedEvents,
  readFunnel,
  readReference,
  withFiles,
  withLab,
} from '../data-set.ts'

const referenceSchema = z.object({
  checkout_no_purchase: z.object({ checkout_visits: z.number(), without_purchase: z.number() }),
  ordered_visit_funnel: z.object({
    counts: z.array(z.number()),
    seconds_first_view_to_purchase: z.object({
      n: z.number(),
      mean: z.number(),
      median: z.number(),
    }),
  }),
})

/** Visits of a shop: a page viewed, something added, the checkout page, a purchase. */
export const cliqueBait: Suite = {
  name: 'clique_bait',
  needs: 'data/clique_bait',
  async run(path) {
    const { ordered_visit_funnel: visits, checkout_no_purchase: checkout } = referenceSchema.parse(
      await readReference(path),
    )
    const funnel = await readFunnel(new URL('funnel.json', import.meta.url))
    const mapping = new URL('mapping.json', import.meta.url)
    const events = await withFiles(path, ['events.csv.gz'], (files) => mappedEvents(files, mapping))
    return withLab(events, async (lab) => {
      const figures = await figuresOf(lab, { funnel, asOf })
      const counts = countsOf(figures)
      const { measured, mean_seconds: mean, median_seconds: median } = figures.first_to_last
      const { n, mean: meanSeconds, median: medianSeconds } = visits.seconds_first_view_to_purchase
      // Times are kept to the millisecond, the reference has microseconds.
      return [
        { name: 'reached', actual: counts, expected: visits.counts },
        {
          name: 'visits with checkout and those without purchase',
          actual: [counts[2], (counts[2] ?? 0) - (counts[3] ?? 0)],
          expected: [checkout.checkout_visits, checkout.without_purchase],
        },
        { name: 'visits measured', actual: measured, expected: n },
        {
          name: 'mean seconds to purchase',
          actual: printed(mean, 2),
          expected: printed(meanSeconds, 2),
        },
        {
          name: 'median seconds to purchase',
          actual: printed(median, 2),
          expected: printed(medianSeconds, 2),
        },
      ]
    })
  },
}
