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
 * nothing. An opportunity is open from its first event, a deal's record too; won, lost or deleted
 * closes it, a stage before won opens it again unless it is a milestone.
 */
function withoutPartLosses(funnel: Funnel, meanings: readonly Meaning[]): Meaning[] {
  if (funnel.subject !== 'account') return [...meanings]
  const open = new Map<string, boolean>()
  const won = wonStep(funnel)
  return meanings.map((each) => {
    const { stage, lostAs, isMilestone } = each
    const deal = each.event.raw.opportunity_id
    const { type, deleted } = each.event.raw
    if (deal !== undefined && (meansSomething(each) || type === 'deal')) {
      if (type === 'deal' && typeof deleted === 'boolean') open.set(deal, !deleted)
      else if (lostAs !== undefined || stage === won) open.set(deal, false)
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
  lastWonAt: number | undefined
  /** An earlier stage has reopened the story since the last win, whether or not it began an attempt. */
  reopened: boolean
  /** Possible starts of attempts so far, and the number of them at the latest event of each stage. */
  run: number
  runOfStage: Map<number, number>
  /** A new attempt has begun since the last win that counts. */
  begunSinceWon: boolean
}

const isGap = ({ reentry_after_days: days }: Funnel, { event }: Meaning, { previous }: Past) =>
  days !== undefined &&
  previous !== undefined &&
  event.at > previous.event.at + days * dayMs &&
  previous.lostAs === undefined

/** An earlier stage after a win, when it comes late or once more; a milestone only after a gap. */
function reopens(funnel: Funnel, meaning: Meaning, past: Past): boolean {
  const { event, stage, isMilestone } = meaning
  if (past.lastWonAt === undefined || stage === undefined || stage >= wonStep(funnel)) return false
  if (isMilestone) return isGap(funnel, meaning, past)
  const days = funnel.reentry_after_days ?? defaultLateDays
  return past.runOfStage.has(stage) || event.at > past.lastWonAt + days * dayMs
}

/** A gap, or with `new_attempt` a loss, lies before the event. */
const follows = (funnel: Funnel, meaning: Meaning, past: Past): boolean =>
  isGap(funnel, meaning, past) ||
  (funnel.after_lost === 'new_attempt' &&
    past.previous?.lostAs !== undefined &&
    meaning.stage !== undefined)

function begins(funnel: Funnel, meaning: Meaning, past: Past): boolean {
  const { event, stage, isMilestone } = meaning
  if (past.previous === undefined) return true
  if (past.lastWonAt === undefined || past.begunSinceWon) return follows(funnel, meaning, past)
  if (stage === undefined || !reopens(funnel, meaning, past)) return false
  const days = funnel.reentry_after_days ?? defaultLateDays
  const isLate = event.at > past.lastWonAt + days * dayMs
  return isMilestone || isLate || past.runOfStage.get(stage) === past.run
}

function remember(funnel: Funnel, meaning: Meaning, past: Past): void {
  const { event, stage } = meaning
  const isReopening = reopens(funnel, meaning, past)
  const isFree = past.lastWonAt === undefined || past.reopened
  if ((isReopening && !past.reopened) || (isFree && follows(funnel, meaning, past))) past.run += 1
  past.reopened ||= isReopening
  past.previous = meaning
  if (stage === undefined) return
  past.runOfStage.set(stage, past.run)
  if (stage !== wonStep(funnel)) return
  // A win right after a win is the same one again.
  if (past.lastWonAt === undefined || past.reopened) past.begunSinceWon = false
  past.lastWonAt = event.at
  past.reopened = false
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
    lastWonAt: undefined,
    reopened: false,
    run: 0,
    runOfStage: new Map(),
    begunSinceWon: false,
  }
  const heard = withoutPartLosses(funnel, meanings).filter((meaning) => !meaning.isSilent)
  const turns = heard.map((meaning) => {
    if (meansSomething(meaning)) {
      if (begins(funnel, meaning, past)) {
        past.attempt += 1
        past.begunSinceWon = past.lastWonAt !== undefined
      }
      remember(funnel, meaning, past)
    }
    return { ...meaning, attempt: past.attempt }
  })
  return markVisits(turns)
}
