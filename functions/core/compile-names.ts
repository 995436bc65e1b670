import { matcherSql } from './compile-match.ts'
import type { Funnel, Matcher } from './funnel.ts'
import { renderLiteral } from './literal.ts'

const matchersOf = ({ stages, exclusions }: Funnel): readonly Matcher[] => [
  ...stages.flatMap((stage) => [stage, ...(stage.or ?? [])]),
  ...exclusions,
]

/** Names that a definition spells out, whatever else it asks of the event. */
const spelledBy = (funnel: Funnel): readonly string[] => [
  ...matchersOf(funnel).flatMap((matcher) => matcher.events ?? []),
  ...funnel.lost_events,
]

/** When an event means something to a funnel without being named by it. */
const unnamedBy = (funnel: Funnel): readonly string[] => [
  ...matchersOf(funnel)
    .filter((matcher) => matcher.events === undefined)
    .map(matcherSql),
  ...(funnel.uses_outcomes ? [`type = 'stage' and outcome is not null and outcome <> 'open'`] : []),
]

/** Name of the table that `compileFunnelNames` fills. */
export const funnelNamesTable = 'funnel_names'

/**
 * The SELECT of the event names that mean something to at least one of the funnels: those that a
 * definition spells out, and those of events that it takes under any name or by their outcome.
 */
export function compileFunnelNames(funnels: readonly Funnel[]): string {
  const spelled = [...new Set(funnels.flatMap(spelledBy))].sort()
  const rows = spelled.map((name) => `(${renderLiteral({ type: 'string', value: name })})`)
  const unnamed = [...new Set(funnels.flatMap(unnamedBy))].map((condition) => `(${condition})`)
  return `-- Names of events that mean something to at least one funnel.
-- grain: name
with spelled as (
    select name
    from (values ${rows.join(', ') || '(cast(null as varchar))'}) as names (name)
    where name is not null
),

funnel_names as (
    select name from spelled
    union
    select name
    from events
    where type <> 'link' and (${unnamed.join(' or ') || 'false'})
)

select * from funnel_names`
}
