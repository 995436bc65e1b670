import { type Funnel, wonStep } from '#core/funnel.ts'
import { maxSteps } from '#core/journey-columns.ts'
import { meansSomething, type Turn } from './attempts.ts'
import { dimensionsOf } from './dimensions.ts'
import type { HistoryEvent } from './history.ts'
import { momentText } from './moment.ts'
import { byText, dayMs } from './raw-event.ts'

/** What a row needs to know beside the subject's own events. */
export interface Setting {
  /** The cut in milliseconds. */
  readonly cut: number
  /** The events of all subjects. */
  readonly history: readonly HistoryEvent[]
}

export interface JourneyRow {
  readonly [column: string]: string | number | boolean | null
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

const earliest = (times: readonly (number | undefined)[]) => {
  const known = times.filter((time) => time !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** When the rule counts each stage as reached, from the times at which each was visited. */
function reachedTimes(funnel: Funnel, rule: string, visited: readonly (number | undefined)[]) {
  return funnel.stages.map((_, index) => {
    if (rule === 'visited') return visited[index]
    if (rule === 'any') return earliest(visited.slice(index))
    const needed = visited
      .slice(0, index + 1)
      .filter((_, at) => at === index || funnel.stages[at]?.optional === false)
    const times = needed.filter((time) => time !== undefined)
    return times.length === needed.length ? Math.max(...times) : undefined
  })
}

/** Lost as the last loss says, unless the attempt is won or visited a stage after it. */
export function outcomeOf(funnel: Funnel, turns: readonly Turn[], cut: number) {
  const lastVisit = turns.findLastIndex((turn) => turn.makesVisit)
  const loss = turns.slice(lastVisit + 1).findLast((turn) => turn.lostAs !== undefined)
  const lastAt = Math.max(...turns.filter(meansSomething).map((turn) => turn.event.at))
  const { reentry_after_days: days } = funnel
  const isWon = turns.some((turn) => turn.stage === wonStep(funnel))
  const isExpired = days !== undefined && lastAt + days * dayMs < cut
  const unsettled = isExpired ? 'expired' : 'open'
  return {
    isExpired,
    outcome: isWon ? 'won' : loss ? 'lost' : unsettled,
    lost_as: (!isWon && loss?.lostAs) || null,
    lost_at: isWon ? null : momentText(loss?.event.at),
    last_event_at: momentText(lastAt),
  }
}

/** The rows of `journeys` for one attempt, one a rule; none without a visited stage. */
export function journeyRows(
  funnel: Funnel,
  subject: string,
  turns: readonly Turn[],
  { cut, history }: Setting,
): JourneyRow[] {
  const firsts = funnel.stages.map((_, index) => turns.find((turn) => turn.stage === index + 1))
  const visited = firsts.map((turn) => turn?.event.at)
  const won = wonStep(funnel)
  const entry = turns
    .filter((turn) => turn.makesVisit)
    .sort((a, b) => (a.stage ?? 0) - (b.stage ?? 0))[0]
  if (entry === undefined) return []
  const days = firsts.flatMap((turn) => turn?.event.on ?? []).sort(byText)
  const { isExpired: _, ...outcome } = outcomeOf(funnel, turns, cut)
  const ends = [firsts[0], firsts[won - 1]]
  return funnel.rules
    .filter((rule) => rule !== 'ordered' && (rule !== 'all' || firsts[0] !== undefined))
    .map((rule) => {
      const reached = reachedTimes(funnel, rule, visited)
      const steps = numbers(maxSteps).flatMap((step) => {
        const name = `step_${String(step).padStart(2, '0')}`
        return [
          [`${name}_at`, momentText(reached[step - 1])],
          [`${name}_visited_at`, momentText(visited[step - 1])],
        ]
      })
      return {
        funnel: funnel.id,
        rule,
        subject_id: subject,
        attempt: entry.attempt,
        entered_at: momentText(rule === 'all' ? visited[0] : earliest(visited)),
        entered_on: (rule === 'all' ? firsts[0]?.event.on : days[0]) ?? null,
        first_on: firsts[0]?.event.on ?? null,
        won_at: momentText(visited[won - 1]),
        won_on: firsts[won - 1]?.event.on ?? null,
        in_calendar_days: ends.some((turn) => turn?.event.dateOnly === true),
        furthest_step: reached.findLastIndex((at) => at !== undefined) + 1,
        won_step: won,
        entry_event_id: entry.event.raw.event_id,
        ...outcome,
        ...dimensionsOf(funnel.subject, subject, entry.event, history),
        ...Object.fromEntries(steps),
      }
    })
}
