import type { Funnel } from '#core/funnel.ts'
import { attemptsOf, meansSomething } from './attempts.ts'
import { eventsBySubject, type Reading, readHistory } from './history.ts'
import { journeyRows } from './journeys.ts'
import { meaningsOf } from './meaning.ts'
import type { RawEvent } from './raw-event.ts'
import { tryRows } from './try-rows.ts'
import { visitRows } from './visits.ts'

export type AnswerRow = Readonly<Record<string, string | number | boolean | null>>

/** What a funnel says of a log: each list in no particular order. */
export interface Answer {
  readonly events: readonly AnswerRow[]
  readonly visits: readonly AnswerRow[]
  /** Of the rules that look at attempts. */
  readonly journeys: readonly AnswerRow[]
  /** Of the rule `ordered`. */
  readonly tries: readonly AnswerRow[]
}

/** Computes a funnel from raw events, one subject and one event at a time. */
export function computeFunnel(funnel: Funnel, log: readonly RawEvent[], reading: Reading): Answer {
  const history = readHistory(log, reading)
  const cut = Date.parse(reading.cut)
  const subjects = eventsBySubject(funnel.subject, history)
  const answers = [...subjects].map(([subject, theirs]) => {
    const turns = attemptsOf(funnel, meaningsOf(funnel, theirs))
    const attempts = [...Map.groupBy(turns, (turn) => turn.attempt).values()]
    return {
      events: turns.filter(meansSomething).map((turn) => ({
        funnel: funnel.id,
        subject_id: subject,
        attempt: turn.attempt,
        event_id: turn.event.raw.event_id,
        stage_no: turn.stage ?? null,
        lost_as: turn.lostAs ?? null,
        is_milestone: turn.isMilestone,
        makes_visit: turn.makesVisit,
      })),
      visits: attempts.flatMap((each) => visitRows(funnel, subject, each)),
      tries: tryRows(funnel, subject, turns, { cut, history }),
      journeys: attempts.flatMap((each) => journeyRows(funnel, subject, each, { cut, history })),
    }
  })
  return {
    events: answers.flatMap((each) => each.events),
    visits: answers.flatMap((each) => each.visits),
    journeys: answers.flatMap((each) => each.journeys),
    tries: answers.flatMap((each) => each.tries),
  }
}
