import type { Funnel } from '#core/funnel.ts'
import type { Row } from '#core/ports.ts'
import type { Attribution, FigureScope } from '#local/funnel-counted.ts'
import { histogram, memberFigures, stepFigures, trendFigures } from '#local/funnel-figures.ts'
import type { FunnelLab } from '#local/funnel-lab.ts'
import { type Case, type Expected, propertyName } from './case.ts'
import { entityOf, rangeDays, rangeStart } from './events.ts'

type Answer = { -readonly [Key in keyof Expected]: Expected[Key] }

const number = (cell: unknown) => (typeof cell === 'number' ? cell : null)

/** The rows of a cell as lists over the steps of the case. */
function lists({ steps }: Case, rows: readonly Row[]) {
  const at = (column: string) =>
    steps.map((_, index) => number(rows.find((row) => row.step === index + 1)?.[column]))
  return {
    counts: at('reached').map((count) => count ?? 0),
    avg_seconds: at('mean_seconds'),
    median_seconds: at('median_seconds'),
  }
}

async function members(lab: FunnelLab, given: Case, scope: FigureScope) {
  const rows = await lab.query(memberFigures(scope))
  const levels = rows.map((row) => ({
    entity: entityOf(given, String(row.subject_id)),
    level: Number(row.furthest_step),
  }))
  const absent = Object.keys(given.expected.level_by_entity ?? {}).map((entity) => [entity, 0])
  return {
    level_by_entity: {
      ...Object.fromEntries(absent),
      ...Object.fromEntries(levels.map(({ entity, level }) => [entity, level])),
    },
    entities_at_step: given.steps.map((_, index) =>
      levels.filter(({ level }) => level > index).map(({ entity }) => entity),
    ),
  }
}

async function trend(lab: FunnelLab, given: Case, scope: FigureScope): Promise<Answer['trend']> {
  if (!given.trend) return undefined
  const { interval, from_step: from, to_step: to } = given.trend
  const rows = await lab.query(
    trendFigures(
      { ...scope, by: { period: interval } },
      { from: from + 1, to: to + 1 },
      rangeDays(given),
    ),
  )
  return rows.map((row) => {
    const [entered, converted] = [Number(row.entered), Number(row.converted)]
    const rate = entered === 0 ? 0 : (100 * converted) / entered
    return { bucket: String(row.bucket), entered, converted, rate }
  })
}

const attributionOf = ({ attribution }: Case): Attribution => {
  if (attribution === 'last_touch') return 'last'
  const step = /^step:(\d+)$/.exec(attribution)?.[1]
  return step === undefined ? 'first' : Number(step) + 1
}

async function breakdown(lab: FunnelLab, given: Case, scope: FigureScope) {
  if (given.breakdown_by === undefined) return undefined
  const by = {
    field: `properties.${propertyName(given.breakdown_by)}`,
    attribution: attributionOf(given),
  }
  const rows = await lab.query(stepFigures({ ...scope, by }))
  const values = [...new Set(rows.map((row) => String(row.cell)))]
  return Object.fromEntries(
    values.map((value) => {
      const own = lists(
        given,
        rows.filter((row) => row.cell === value),
      )
      return [value === '(none)' ? '' : value, own]
    }),
  )
}

/** Everything that a case may ask, from the funnel that the lab has just measured. */
export async function answerOf(lab: FunnelLab, given: Case, funnel: Funnel) {
  const start = rangeStart(given)
  const scope = { funnel, ...(start === undefined ? {} : { enteredFrom: start }) }
  const bins = given.expected.bins && (await lab.query(histogram(scope, 1, 2)))
  return {
    ...lists(given, await lab.query(stepFigures(scope))),
    ...(await members(lab, given, scope)),
    bins: bins?.map((row) => [Number(row.seconds), Number(row.tries)]),
    trend: await trend(lab, given, scope),
    breakdown: await breakdown(lab, given, scope),
  }
}
