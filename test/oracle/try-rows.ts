import { type Funnel, wonStep } from '#core/funnel.ts'
import { maxSteps } from '#core/journey-columns.ts'
import type { Turn } from './attempts.ts'
import { dimensionsOf } from './dimensions.ts'
import { outcomeOf, type Setting } from './journeys.ts'
import { momentText } from './moment.ts'
import { triesOf } from './ordered.ts'

/** The rows of `journeys` that the rule `ordered` gives one subject. */
export function tryRows(
  funnel: Funnel,
  subject: string,
  turns: readonly Turn[],
  { cut, history }: Setting,
) {
  if (!funnel.rules.includes('ordered')) return []
  return triesOf(funnel, turns).map(({ entry, times, closesAt, stopsAt }, index) => {
    const byAttempt = funnel.entries === 'attempt'
    const attempt = turns.filter((turn) => turn.attempt === entry.attempt)
    const { isExpired: isIdle, lost_as, lost_at } = outcomeOf(funnel, attempt, cut)
    const isOver = Math.min(closesAt, stopsAt) < cut
    const isWon = times.has(wonStep(funnel))
    const standing = byAttempt && !isWon ? { lost_as, lost_at } : { lost_as: null, lost_at: null }
    const unsettled = isOver || (byAttempt && isIdle) ? 'expired' : 'open'
    const steps = Array.from({ length: maxSteps }, (_, step) => [
      `step_${String(step + 1).padStart(2, '0')}_at`,
      momentText(times.get(step + 1)),
    ])
    return {
      funnel: funnel.id,
      rule: 'ordered',
      entries: funnel.entries,
      subject_id: subject,
      attempt: entry.attempt,
      try: byAttempt ? 1 : index + 1,
      entered_at: momentText(entry.moment),
      entered_on: entry.event.on,
      won_at: momentText(times.get(wonStep(funnel))),
      furthest_step: Math.max(...times.keys()),
      outcome: isWon ? 'won' : standing.lost_as !== null ? 'lost' : unsettled,
      ...standing,
      entry_event_id: entry.event.raw.event_id,
      ...Object.fromEntries(steps),
      ...dimensionsOf(funnel.subject, subject, entry.event, history),
    }
  })
}
