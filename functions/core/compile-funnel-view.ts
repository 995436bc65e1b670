import { journeysTable } from './compile-funnel.ts'
import { twoDigits } from './compile-match.ts'
import { defaultRule, type Funnel } from './funnel.ts'
import { dimensions } from './journey-columns.ts'

const before = ['subject_id', 'attempt', 'try', 'entered_at', 'entered_on']
const after = ['outcome', 'won_at', 'lost_at', 'lost_as', 'last_event_at', ...dimensions]

/** Name of the view that `compileFunnelView` fills. */
export const funnelView = (funnel: Pick<Funnel, 'id'>) => `funnel_${funnel.id}`

interface StageColumns {
  readonly id: string
  readonly reached: string
  readonly visited: string
}

/** The names of each stage's two columns, made of its id, with `_stage` behind it where another column has the name. */
export function stageColumns(funnel: Funnel): StageColumns[] {
  const taken = new Set([...before, ...after])
  return funnel.stages.map(({ id }) => {
    let name = id
    while (taken.has(`${name}_at`) || taken.has(`${name}_visited_at`)) name = `${name}_stage`
    const columns = { id, reached: `${name}_at`, visited: `${name}_visited_at` }
    taken.add(columns.reached).add(columns.visited)
    return columns
  })
}

/** The columns of a funnel's view, in order. */
export function funnelViewColumns(funnel: Funnel): string[] {
  const stages = stageColumns(funnel).flatMap(({ reached, visited }) => [reached, visited])
  return [...before, ...stages, ...after]
}

/**
 * The SELECT of a funnel's tries with columns named by stage: when each stage was reached by the
 * funnel's default rule, and when it was visited itself.
 */
export function compileFunnelView(funnel: Funnel): string {
  const stages = stageColumns(funnel).flatMap(({ reached, visited }, index) => {
    const step = twoDigits(index + 1)
    return [
      `        step_${step}_at as ${reached}`,
      `        step_${step}_visited_at as ${visited}`,
    ]
  })
  return `-- Tries of the funnel ${funnel.id} by the rule ${defaultRule(funnel)}: when each stage was reached and visited.
-- grain: subject_id, attempt, try
-- kind: view
with tries as (
    select
        ${before.join(', ')},
${stages.join(',\n')},
        ${after.join(', ')}
    from ${journeysTable(funnel)}
    where rule = '${defaultRule(funnel)}'
)

select * from tries`
}
