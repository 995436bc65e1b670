import { type Funnel, wonStep } from '#core/funnel.ts'
import type { Turn } from './attempts.ts'
import { momentText } from './moment.ts'
import { dayMs } from './raw-event.ts'

interface Stay {
  readonly entry: Turn
  readonly movement: string
  readonly exit: Turn | undefined
  readonly repeats: number
}

function movementOf(entry: Turn, last: Stay | undefined): string {
  const [stage = 0, before = 0] = [entry.stage, last?.entry.stage]
  if (last === undefined && entry.attempt > 1) return 'recycle'
  if (last === undefined) return stage > 1 ? 'late create' : 'enter'
  if (last.exit?.lostAs !== undefined) return 're-open'
  if (stage === before + 1) return 'advance'
  return stage > before ? 'skip' : 'regress'
}

/** The stays of one attempt, in order. A loss ends the current one, unless it comes after won. */
export function staysOf(funnel: Funnel, turns: readonly Turn[]): Stay[] {
  const stays: Stay[] = []
  let isWon = false
  for (const turn of turns) {
    const last = stays.at(-1)
    const isOpen = last !== undefined && last.exit === undefined
    if (turn.makesVisit) {
      if (isOpen && last.entry.stage === turn.stage) {
        stays[stays.length - 1] = { ...last, repeats: last.repeats + 1 }
      } else {
        if (isOpen) stays[stays.length - 1] = { ...last, exit: turn }
        stays.push({ entry: turn, movement: movementOf(turn, last), exit: undefined, repeats: 0 })
      }
    } else if (turn.lostAs !== undefined && !isWon && isOpen) {
      stays[stays.length - 1] = { ...last, exit: turn }
    }
    isWon ||= turn.stage === wonStep(funnel)
  }
  return stays
}

/** Whole days as soon as one end is a day; else elapsed, without the part of a second. */
function secondsBetween(entry: Turn, exit: Turn): number {
  const days = (Date.parse(exit.event.on) - Date.parse(entry.event.on)) / dayMs
  return entry.event.dateOnly || exit.event.dateOnly
    ? days * 86_400
    : Math.trunc((exit.event.at - entry.event.at) / 1000)
}

/** The rows of `stage_visits` for one attempt. */
export function visitRows(funnel: Funnel, subject: string, turns: readonly Turn[]) {
  return staysOf(funnel, turns).map(({ entry, movement, exit, repeats }, index) => ({
    funnel: funnel.id,
    subject_id: subject,
    attempt: entry.attempt,
    visit: index + 1,
    stage_no: entry.stage ?? null,
    movement,
    event_id: entry.event.raw.event_id,
    entered_at: momentText(entry.event.at),
    entered_on: entry.event.on,
    exited_at: momentText(exit?.event.at),
    exited_on: exit?.event.on ?? null,
    in_calendar_days: entry.event.dateOnly || exit?.event.dateOnly === true,
    seconds: exit ? secondsBetween(entry, exit) : null,
    next_stage_no: exit?.stage ?? null,
    lost_as: exit?.lostAs ?? null,
    repeats,
  }))
}
