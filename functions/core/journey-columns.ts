import { twoDigits } from './compile-match.ts'
import type { Funnel, Rule } from './funnel.ts'

/** A journey has this many step columns; shorter funnels leave the last ones null. */
export const maxSteps = 12

/** Dimensions of a journey, as known when it was entered. */
export const dimensions = [
  'source',
  'channel',
  'campaign',
  'campaign_type',
  'content',
  'content_type',
  'region',
  'segment',
  'product',
  'rep',
  'team',
] as const
export type Dimension = (typeof dimensions)[number]

export type AttemptRule = Exclude<Rule, 'ordered'>

const steps = (count: number, line: (step: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index + 1)).join(',\n')

const visited = (step: number) =>
  `        min(case when stage_no = ${step} then occurred_at end) as visited_${twoDigits(step)}`

const reachedAny = (step: number) =>
  `        min(case when stage_no >= ${step} then occurred_at end) as any_${twoDigits(step)}`

/** An optional stage need not be visited; reached at the last of the visits up to here. */
const reachedAll = (funnel: Funnel) => (step: number) => {
  const needed = funnel.stages
    .slice(0, step)
    .flatMap((stage, index) => (stage.optional && index + 1 !== step ? [] : [index + 1]))
  const among = `stage_no in (${needed.join(', ')})`
  return `        case
            when count(*) filter (where ${among}) = ${needed.length}
                then max(case when ${among} then occurred_at end)
        end as all_${twoDigits(step)}`
}

/** For each stage: when it was visited, and when the declared rules count it as reached. */
export function stepColumns(funnel: Funnel): string {
  const count = funnel.stages.length
  return [
    steps(count, visited),
    steps(count, reachedAny),
    ...(funnel.rules.includes('all') ? [steps(count, reachedAll(funnel))] : []),
  ].join(',\n')
}

/** The padded step columns of a journey, from columns `<reached>_NN` and `<visited>_NN`. */
export function paddedSteps(funnel: Funnel, reached: string, visitedAs: string): string {
  const column = (from: string, to: string) => (step: number) =>
    step <= funnel.stages.length
      ? `        ${from}_${twoDigits(step)} as step_${twoDigits(step)}_${to}`
      : `        cast(null as timestamp(6)) as step_${twoDigits(step)}_${to}`
  return `${steps(maxSteps, column(reached, 'at'))},
${steps(maxSteps, column(visitedAs, 'visited_at'))}`
}

/** The highest step that has a time in the columns `<prefix>_NN`. */
export function furthestStep(funnel: Funnel, prefix: string): string {
  const whens = funnel.stages.map((_, index) => {
    const step = funnel.stages.length - index
    return `            when ${prefix}_${twoDigits(step)} is not null then ${step}`
  })
  return `case\n${whens.join('\n')}\n            else 0\n        end`
}

/** Each dimension from the entry event itself, else the deal, person or account as of then. */
export function dimensionColumns(): string {
  const column = (name: string) => `        coalesce(
            entry_event.${name}, deal.${name}, person.${name}, account.${name}, '(none)'
        ) as ${name}`
  return dimensions.map(column).join(',\n')
}
