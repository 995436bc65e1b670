import { UsageError } from '../errors.ts'
import { type Funnel, stepOf } from '../funnel.ts'
import { type Dimension, dimensions } from '../journey-columns.ts'
import type { ReportSpan } from '../period.ts'
import { parsePeriod } from '../period.ts'
import { periodYearBefore, previousPeriod, splitAt, trendOf } from '../period-before.ts'
import type { Settings } from '../settings.ts'
import type { ReportRequest } from '../tasks.ts'
import type { Attribution, Comparison, ReportInput } from './definition.ts'

const shownDimensions = ['channel', 'region', 'segment'] as const

function dimensionNamed(name: string): Dimension {
  const found = dimensions.find((each) => each === name)
  if (found !== undefined) return found
  throw new UsageError(`unknown dimension "${name}": there are ${dimensions.join(', ')}`)
}

/** `entry`, `last`, `every`, `step <n>` or a stage id. */
export function parseAttribution(text: string | undefined, funnel: Funnel): Attribution {
  if (text === undefined) return { at: 'entry' }
  if (text === 'entry' || text === 'last') return { at: text }
  if (text === 'every') return everyOf(funnel)
  const numbered = /^step[ _-]?(\d{1,2})$/.exec(text)?.[1]
  const step = numbered === undefined ? stepOf(funnel, text) : Number(numbered)
  if (step >= 1 && step <= funnel.stages.length) return { at: 'step', step }
  const ids = funnel.stages.map((stage) => stage.id).join(', ')
  throw new UsageError(
    `unknown attribution "${text}": allowed are entry, last, every, step 1 to step ${funnel.stages.length}, or a stage: ${ids}`,
  )
}

/** Running a funnel on the events of one value alone needs a rule that looks at stages, not at order. */
function everyOf(funnel: Funnel): Attribution {
  if (funnel.rules[0] !== 'ordered') return { at: 'every' }
  throw new UsageError(
    `attribution "every" is for the rules any, visited and all; the first rule of ${funnel.id} is ordered`,
  )
}

const segments = /^([a-z_]+)=(.+?)\.\.(.+)$/

/** `<dimension>=<a>..<b>`, or a period in any form that a report takes. */
export function parseComparison(
  text: string | undefined,
  asOf: string,
  settings: Settings,
): Comparison | null {
  if (text === undefined) return null
  const [, dimension, first = '', second = ''] = segments.exec(text) ?? []
  if (dimension === undefined) {
    return { with: 'period', span: parsePeriod(text, asOf, settings) }
  }
  if (first === second) throw new UsageError(`comparison "${text}" names one value twice`)
  return { with: 'segment', dimension: dimensionNamed(dimension), first, second }
}

type Options = Pick<
  ReportInput,
  'trend' | 'previous' | 'yearBefore' | 'dimensions' | 'attribution' | 'comparison' | 'split'
>

/** What a request asks beside its period and funnel; throws UsageError for what it does not know. */
export function optionsOf(
  request: Pick<ReportRequest, 'dimension' | 'attribution' | 'compare' | 'split'>,
  resolved: { readonly funnel: Funnel; readonly period: ReportSpan; readonly asOf: string },
  settings: Settings,
): Options {
  const { funnel, period, asOf } = resolved
  return {
    trend: trendOf(period),
    previous: previousPeriod(period, settings),
    yearBefore: periodYearBefore(period, settings),
    dimensions:
      request.dimension === undefined ? shownDimensions : [dimensionNamed(request.dimension)],
    attribution: parseAttribution(request.attribution, funnel),
    comparison: parseComparison(request.compare, asOf, settings),
    split: request.split === undefined ? null : splitAt(request.split, period),
  }
}
