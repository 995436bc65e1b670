import { type Funnel, wonStep } from '#core/funnel.ts'
import type { Meaning } from './meaning.ts'
import { dayMs } from './raw-event.ts'

/** An event with the attempt it belongs to; 0 when it means nothing and none has begun. */
export interface Turn extends Meaning {
  readonly attempt: number
  /** Milestones visit their stage once, and make no visit after a later one. */
  readonly makesVisit: boolean
}

const defaultLateDays = 30

/** Other events that a funnel sees, such as those of an exclusion, leave its attempts alone. */
export const meansSomething = ({ stage, lostAs }: Meaning) =>
  stage !== undefined || lostAs !== undefined

/**
 * An account is lost only when none of its opportunities is open: a loss beside an open one says
 * nothing. An opportunity is open from its first event; won or lost closes it, a stage before won
 * opens it again unless it is a milestone.
 */
function withoutPartLosses(funnel: Funnel, meanings: readonly Meaning[]): Meaning[] {
  if (funnel.subject !== 'account') return [...meanings]
  const open = new Map<string, boolean>()
  const won = wonStep(funnel)
  return meanings.map((each) => {
    const { stage, lostAs, isMilestone } = each
    const deal = each.event.raw.opportunity_id
    if (deal !== undefined && (stage !== undefined || lostAs !== undefined)) {
      if (lostAs !== undefined || stage === won) open.set(deal, false)
      else if (!open.has(deal)) open.set(deal, true)
      else if (!isMilestone && stage !== undefined && stage < won) open.set(deal, true)
    }
    return [...open.values()].includes(true) ? { ...each, lostAs: undefined } : each
  })
}

/** What a subject has been through before the next event that means something. */
interface Past {
  previous: Meaning | undefined
  attempt: number
  wins: number
  lastWonAt: number
  /** For each stage, how many wins lay before its latest event. */
  winsAtLastVisit: Map<number, number>
  /** A new attempt has begun since the last win. */
  begunSinceWon: boolean
}

function begins(funnel: Funnel, { event, stage, isMilestone }: Meaning, past: Past): boolean {
  const { previous } = past
  if (previous === undefined) return true
  const { reentry_after_days: days } = funnel
  const afterGap =
    days !== undefined &&
    event.at > previous.event.at + days * dayMs &&
    previous.lostAs === undefined
  if (past.wins > 0 && !past.begunSinceWon) {
    if (stage === undefined || stage >= wonStep(funnel)) return false
    if (isMilestone) return afterGap
    const isLate = event.at > past.lastWonAt + (days ?? defaultLateDays) * dayMs
    return isLate || (past.winsAtLastVisit.get(stage) ?? -1) >= past.wins - 1
  }
  const afterLoss = previous.lostAs !== undefined && stage !== undefined
  return afterGap || (funnel.after_lost === 'new_attempt' && afterLoss)
}

function remember(funnel: Funnel, meaning: Meaning, past: Past): void {
  past.previous = meaning
  if (meaning.stage === undefined) return
  past.winsAtLastVisit.set(meaning.stage, past.wins)
  if (meaning.stage !== wonStep(funnel)) return
  past.wins += 1
  past.lastWonAt = meaning.event.at
  past.begunSinceWon = false
}

function markVisits(turns: readonly Omit<Turn, 'makesVisit'>[]): Turn[] {
  return turns.map((turn, index) => {
    const { stage, isMilestone, attempt } = turn
    const before = turns.slice(0, index).filter((each) => each.attempt === attempt)
    const isFurthest = before.every((each) => (each.stage ?? 0) < (stage ?? 0))
    return { ...turn, makesVisit: stage !== undefined && (!isMilestone || isFurthest) }
  })
}

/** The events of one subject, in order, with their attempts. */
export function attemptsOf(funnel: Funnel, meanings: readonly Meaning[]): Turn[] {
  const past: Past = {
    previous: undefined,
    attempt: 0,
    wins: 0,
    lastWonAt: 0,
    winsAtLastVisit: new Map(),
    begunSinceWon: false,
  }
  const turns = withoutPartLosses(funnel, meanings).map((meaning) => {
    if (meansSomething(meaning)) {
      if (begins(funnel, meaning, past)) {
        past.attempt += 1
        past.begunSinceWon = past.wins > 0
      }
      remember(funnel, meaning, past)
    }
    return { ...meaning, attempt: past.attempt }
  })
  return markVisits(turns)
}
