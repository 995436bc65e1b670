import type { Funnel } from './funnel.ts'

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

export type Rule = Funnel['rules'][number]

const two = (step: number) => String(step).padStart(2, '0')

const perStep = (steps: number, line: (step: number) => string) =>
  Array.from({ length: steps }, (_, index) => line(index + 1)).join(',\n')

/** Number of the won stage, counted from 1. */
export const wonStep = (funnel: Funnel) =>
  funnel.stages.findIndex((stage) => stage.id === funnel.won_stage) + 1

const visited = (step: number) =>
  `        min(case when stage_no = ${step} then occurred_at end) as visited_${two(step)}`

const reachedAny = (step: number) =>
  `        min(case when stage_no >= ${step} then occurred_at end) as any_${two(step)}`

const reachedAll = (step: number) => `        case
            when count(*) filter (where stage_no <= ${step}) = ${step}
                then max(case when stage_no <= ${step} then occurred_at end)
        end as all_${two(step)}`

/** For each stage: when it was visited, and when the rules `any` and `all` count it as reached. */
export function stepColumns(funnel: Funnel): string {
  const steps = funnel.stages.length
  return [perStep(steps, visited), perStep(steps, reachedAny), perStep(steps, reachedAll)].join(',\n')
}

/** The padded step columns of a journey under one rule, and how many steps it reached. */
export function ruleColumns(funnel: Funnel, rule: Rule): string {
  const steps = funnel.stages.length
  const column = (from: string, to: string) => (step: number) =>
    step <= steps
      ? `        ${from}_${two(step)} as step_${two(step)}_${to}`
      : `        cast(null as timestamp(6)) as step_${two(step)}_${to}`
  const furthest = Array.from(
    { length: steps },
    (_, index) => `case when ${rule}_${two(index + 1)} is null then 0 else 1 end`,
  )
  return `        ${furthest.join('\n            + ')} as furthest_step,
${perStep(maxSteps, column(rule, 'at'))},
${perStep(maxSteps, column('visited', 'visited_at'))}`
}

/** Each dimension from the entry event itself, else the deal, person or account as of then. */
export function dimensionColumns(): string {
  const column = (name: string) => `        coalesce(
            entry_event.${name}, deal.${name}, person.${name}, account.${name}, '(none)'
        ) as ${name}`
  return dimensions.map(column).join(',\n')
}
