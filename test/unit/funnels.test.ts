import { describe, expect } from 'vitest'
import { stageEventsTable } from '#core/compile-stage-events.ts'
import { compose, cutShadows, tableShadows } from '#core/compose.ts'
import type { Funnel } from '#core/funnel.ts'
import { bindParameters } from '#core/literal.ts'
import type { Row } from '#core/ports.ts'
import { figureQueries, figureSections, funnelFigures } from '#core/reports/funnel-figures.ts'
import { loadCatalog, modelsFor } from '#functions/catalog.ts'
import { settings } from '#infra/settings.ts'
import type { Runtime } from '#local/runtime.ts'
import { sampleBatches } from '#local/sample/sample.ts'
import { test } from '#test/sample-business.ts'

const catalog = loadCatalog(new URL('../../queries/', import.meta.url))
const funnels = [...catalog.funnels.values()]
const period = { label: 'all', startsOn: '1990-01-01', endsOn: '2027-01-01' }

const matchersOf = ({ stages }: Funnel) => stages.flatMap((stage) => [stage, ...(stage.or ?? [])])

/** Event names that a definition knows, those of its metrics too. */
function namesOf(funnel: Funnel): string[] {
  const metrics = funnel.stages.flatMap((stage) => stage.metrics)
  return [
    ...funnel.lost_events,
    ...matchersOf(funnel).flatMap((matcher) => matcher.events ?? []),
    ...metrics.flatMap((metric) => ('events' in metric ? metric.events : [])),
    ...metrics.flatMap((metric) => ('per' in metric ? metric.per : [])),
  ]
}

function sampleNames(): Set<string> {
  const events = [...sampleBatches()].flatMap((batch) => batch.events as Record<string, unknown>[])
  return new Set(events.map((event) => String(event.name ?? event.kind ?? event.action)))
}

/** The rows of a funnel's figure queries over the sample, as a report reads them. */
async function figureRows(business: Runtime, funnel: Funnel) {
  const names = modelsFor(catalog, [funnel]).map((model) => model.name)
  const shadows = {
    ...cutShadows('lake', '2026-11-02T04:00:00.001Z'),
    ...tableShadows('build_a', names),
    stage_events: `select * from build_a.${stageEventsTable(funnel)}`,
  }
  const rows: Record<string, readonly Row[]> = {}
  for (const [key, { query, parameters }] of Object.entries(
    figureQueries({ funnel, period, trend: period }),
  )) {
    const { sql = '', inputs = [] } = catalog.reports.get(query) ?? {}
    const bound = bindParameters(compose(sql, inputs, shadows), parameters)
    rows[key] = (await business.sql({ query: bound })).rows
  }
  return rows
}

describe('the shipped funnels', () => {
  test('are built by default, the six stages first', () => {
    expect([...settings.funnels].sort()).toEqual(funnels.map((funnel) => funnel.id))
    expect(settings.funnels[0]).toBe('b2b_six_stage')
  })

  test('move every kind of subject', () => {
    const kinds = new Set(funnels.map((funnel) => funnel.subject))
    expect([...kinds].sort()).toEqual(['account', 'contact', 'lead', 'opportunity'])
  })

  test('have figures, and key metrics in every stage', () => {
    const poor = funnels.filter(
      ({ figures, stages }) =>
        figures.length === 0 || stages.some((stage) => stage.metrics.length === 0),
    )
    expect(poor.map((funnel) => funnel.id)).toEqual([])
  })

  test('aim for a time in every stage that an attempt should leave', () => {
    const aimless = funnels.flatMap(({ id, stages, won_stage: won = stages.at(-1)?.id }) =>
      stages
        .filter((stage) => stage.position !== 'post' && stage.id !== won && !stage.target_days)
        .map((stage) => `${id}.${stage.id}`),
    )
    expect(aimless).toEqual([])
  })

  test('name no event in two stages', () => {
    const twice = funnels.flatMap((funnel) => {
      const names = matchersOf(funnel).flatMap((matcher) => matcher.events ?? [])
      return names.filter((name, index) => names.indexOf(name) !== index)
    })
    expect(twice).toEqual([])
  })

  test('know only events that the sample business sends', () => {
    const sent = sampleNames()
    const unsent = funnels.flatMap((funnel) =>
      namesOf(funnel)
        .filter((name) => !sent.has(name))
        .map((name) => `${funnel.id}: ${name}`),
    )
    expect(unsent).toEqual([])
  })
})

describe('in the sample business', () => {
  test.for(funnels)(
    '$id has subjects in every stage',
    { timeout: 120_000 },
    async (funnel, { business }) => {
      const visited = funnel.stages.map(
        (_, index) => `count(step_${String(index + 1).padStart(2, '0')}_visited_at)`,
      )
      const { rows } = await business.sql({
        query: `select ${visited.join(', ')} from build_a.journeys where funnel = '${funnel.id}' and rule = 'any'`,
      })
      const counts = Object.values(rows[0] ?? {})
      expect(counts).toHaveLength(funnel.stages.length)
      const empty = funnel.stages.filter((_, index) => !(Number(counts[index]) > 0))
      expect(empty.map((stage) => stage.id)).toEqual([])
    },
  )

  test.for(funnels)('$id has every figure that it is run by', async (funnel, { business }) => {
    const rows = await figureRows(business, funnel)
    const figures = funnelFigures({ funnel, period, trend: period }, rows)
    expect(figures.map((figure) => figure.id)).toEqual(funnel.figures.map((figure) => figure.id))
    expect(figures.filter(({ value }) => value === null || Number(value) <= 0)).toEqual([])
    const rates = figures.filter((figure) => figure.unit === 'rate')
    expect(rates.filter(({ value }) => Number(value) > 1)).toEqual([])
    const metrics = figureSections({ funnel, period, trend: period }, rows).flatMap(
      (section) => section.tables,
    )
    expect(metrics.map((table) => table.id)).toContain('stage_metrics')
  })

  test('referred and other leads add up to all, and referred ones convert better and faster', async ({
    business,
  }) => {
    const flywheel = funnels.filter((funnel) => funnel.id === 'flywheel')
    const [funnel] = flywheel
    if (funnel === undefined) throw new Error('the flywheel is not shipped')
    const rows = await figureRows(business, funnel)
    const found = (figure: string, value: string) =>
      rows.figures?.find((row) => row.figure === figure && row.value === value) ?? {}
    for (const count of ['reached_from', 'reached_to', 'visited_both', 'number']) {
      const parts = ['referred', 'others'].map((value) =>
        Number(found('flywheel_conversion', value)[count]),
      )
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(
        found('flywheel_conversion', '')[count],
      )
    }
    const rate = (value: string) =>
      Number(found('flywheel_conversion', value).reached_to) /
      Number(found('flywheel_conversion', value).reached_from)
    expect(rate('referred')).toBeGreaterThan(2 * rate('others'))
    const cycle = (value: string) => Number(found('flywheel_cycle', value).median_seconds)
    expect(cycle('referred')).toBeLessThan(cycle('others'))
  })
})
