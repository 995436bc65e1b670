import { describe, expect, test } from 'vitest'
import { reportIds } from '#core/reports/all.ts'
import { dataOf, filesOf, revisionsIn, textAt } from './published.ts'
import { until } from './until.ts'
import { rowsOf, type World } from './world.ts'

/** How long events may be on their way before a build: it goes up to so long before it was due. */
const settleMs = 15 * 60_000

/** From the schedule to published reports, each the same as on one machine. */
export function describeReports(world: World): void {
  const { deployed, twin } = world
  const { objects } = deployed

  describe('reports', () => {
    test('a report set that is due is built and published', async () => {
      const scheduledAt = new Date(Date.parse(world.cut) + settleMs).toISOString()
      const due = { set: 'monthly', reports: reportIds, period: 'last_month', scheduledAt }
      expect(await deployed.invoke('build', due)).toEqual({ cut: world.cut, reports: reportIds })
      const all = async () => (await revisionsIn(objects)).length === reportIds.length
      await until('reports', all, 400)
    })

    test.each(reportIds)('%s is the same as on one machine, byte for byte', async (report) => {
      const { path } = await twin.report({ report, period: 'last_month', asOf: world.cut })
      const files = await filesOf(objects, path)
      expect(Object.keys(files).length).toBeGreaterThan(2)
      expect(files).toEqual(await filesOf(twin.objects, path))
      const data = await dataOf(objects, path)
      expect(data.figures.filter(({ value }) => value !== null)).not.toEqual([])
      const rows = data.sections.flatMap(({ tables }) => tables.flatMap((table) => table.rows))
      expect(rows.length).toBeGreaterThan(3)
    })

    test('the index page leads to each', async () => {
      const index = await textAt(objects, 'reports/index.html')
      for (const path of await revisionsIn(objects)) {
        expect(index).toContain(`${path.slice('reports/'.length)}/index.html`)
      }
    })

    test('an analyst reads the same through a view', async () => {
      const sql = `select funnel, rule, outcome, count(*) as tries from journeys
        group by funnel, rule, outcome order by funnel, rule, outcome`
      const rows = await rowsOf(world, sql)
      expect(rows.length).toBeGreaterThan(5)
      expect(rows).toEqual((await twin.sql({ query: sql })).rows)
    })
  })
}
