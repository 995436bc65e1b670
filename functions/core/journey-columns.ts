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

/** The padded step columns of a journey: when each step was reached and when it was visited. */
export function paddedSteps(
  funnel: Funnel,
  reached: (step: number) => string,
  visited: (step: number) => string,
): string {
  const none = 'cast(null as timestamp(6))'
  const column = (sql: (step: number) => string, suffix: string) => (step: number) =>
    `        ${step <= funnel.stages.length ? sql(step) : none} as step_${twoDigits(step)}_${suffix}`
  return `${steps(maxSteps, column(reached, 'at'))},
${steps(maxSteps, column(visited, 'visited_at'))}`
}

/** The highest step that has a time in the columns `<prefix>_NN`. */
export function furthestStep(funnel: Funnel, prefix: string): string {
  const whens = funnel.stages.map((_, index) => {
    const step = funnel.stages.length - index
    return `            when ${prefix}_${twoDigits(step)} is not null then ${step}`
  })
  return `case\n${whens.join('\n')}\n            else 0\n        end`
}
