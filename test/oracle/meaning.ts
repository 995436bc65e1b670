import { type Funnel, wonStep } from '#core/funnel.ts'
import type { HistoryEvent } from './history.ts'
import { byText, type RawEvent } from './raw-event.ts'

type Stage = Funnel['stages'][number]
type Matcher = NonNullable<Stage['or']>[number]
type Condition = NonNullable<Matcher['where']>[number]

/** What an event of a subject means in a funnel. */
export interface Meaning {
  readonly event: HistoryEvent
  /** Stage counted from 1; undefined when it means none. */
  readonly stage: number | undefined
  /** Kind of loss; undefined when it is none. */
  readonly lostAs: string | undefined
  readonly isMilestone: boolean
  /** A deal's record that is no event of the funnel; it says that the deal is there. */
  readonly isSilent: boolean
  /** For each stage, whether the event fits it; one event may fit several. */
  readonly fits: readonly boolean[]
  readonly excludes: readonly boolean[]
  readonly held: string | undefined
}

function fieldText(raw: RawEvent, field: string): string | undefined {
  const key = /^properties\.(.+)$/.exec(field)?.[1]
  const value = key === undefined ? raw[field] : raw.properties?.[key]
  return value === undefined || value === null ? undefined : String(value)
}

function meets(raw: RawEvent, condition: Condition): boolean {
  const text = fieldText(raw, condition.field)
  if (condition.equals !== undefined) return text === condition.equals
  if (condition.in !== undefined) return text !== undefined && condition.in.includes(text)
  if (condition.not !== undefined) return text !== condition.not
  return (text !== undefined) === condition.present
}

const nameOf = (raw: RawEvent) => raw.name ?? raw.type

const hasName = (raw: RawEvent, matcher: Pick<Matcher, 'events'>) =>
  matcher.events === undefined || matcher.events.includes(nameOf(raw))

const fitsMatcher = (raw: RawEvent, matcher: Matcher) =>
  hasName(raw, matcher) &&
  (matcher.type === undefined || matcher.type === raw.type) &&
  (matcher.where ?? []).every((condition) => meets(raw, condition))

/** The outcome of a stage event says more than its name, unless the definition looks at names alone. */
const outcomeOf = (funnel: Funnel, { type, outcome }: RawEvent) =>
  funnel.uses_outcomes && type === 'stage' ? outcome : undefined

const saysWon = (funnel: Funnel, raw: RawEvent) => outcomeOf(funnel, raw) === 'won'

function lossOf(funnel: Funnel, raw: RawEvent): string | undefined {
  const outcome = outcomeOf(funnel, raw) ?? ''
  if (['lost', 'no_decision', 'disqualified'].includes(outcome)) return outcome
  if (outcome === 'won') return undefined
  return funnel.lost_events.includes(nameOf(raw)) ? 'lost' : undefined
}

/** Whether the event fits stage `step`, and whether it has what the stage asks of a name. */
function judge(funnel: Funnel, step: number, raw: RawEvent) {
  const stage = funnel.stages[step - 1]
  const matchers: Matcher[] = stage ? [stage, ...(stage.or ?? [])] : []
  const byOutcome = step === wonStep(funnel) && saysWon(funnel, raw)
  return {
    fits: byOutcome || matchers.some((each) => fitsMatcher(raw, each)),
    named: byOutcome || matchers.some((each) => hasName(raw, each)),
  }
}

/** For `first`: the subject's first event with the stage's name, or the first that fits it. */
function isFirst(funnel: Funnel, step: number, event: HistoryEvent, all: readonly HistoryEvent[]) {
  const first = funnel.stages[step - 1]?.first
  if (first === undefined) return true
  const among = all.filter(({ raw }) => {
    const { fits, named } = judge(funnel, step, raw)
    return first === 'ever' ? named : fits
  })
  const [earliest] = among.sort((a, b) => a.at - b.at || byText(a.raw.event_id, b.raw.event_id))
  return earliest === event
}

function meaningOf(funnel: Funnel, event: HistoryEvent, all: readonly HistoryEvent[]): Meaning {
  const { raw } = event
  const lostAs = lossOf(funnel, raw)
  const won = wonStep(funnel)
  const fits = funnel.stages.map(
    (_, index) =>
      lostAs === undefined &&
      (index + 1 === won || !saysWon(funnel, raw)) &&
      judge(funnel, index + 1, raw).fits &&
      isFirst(funnel, index + 1, event, all),
  )
  const stage = fits.indexOf(true) + 1 || undefined
  const counts = stage === undefined ? undefined : funnel.stages[stage - 1]?.counts
  return {
    event,
    stage,
    lostAs,
    isMilestone:
      stage !== undefined && (counts ?? (raw.type === 'stage' ? 'each' : 'first')) === 'first',
    isSilent: !isSeen(funnel, event),
    fits,
    excludes: funnel.exclusions.map((each) => fitsMatcher(raw, each)),
    held: funnel.hold_constant ? fieldText(raw, funnel.hold_constant) : undefined,
  }
}

/** A strict funnel sees every event of its subjects, the others only those that could mean something. */
function isSeen(funnel: Funnel, { raw }: HistoryEvent): boolean {
  return (
    funnel.strict ||
    lossOf(funnel, raw) !== undefined ||
    funnel.stages.some((stage, index) => {
      const { fits, named } = judge(funnel, index + 1, raw)
      return stage.first === 'ever' ? named : fits
    }) ||
    funnel.exclusions.some((each) => fitsMatcher(raw, each))
  )
}

/** Accounts are lost only beside no open deal, of which there may be nothing but records. */
const isDeal = (funnel: Funnel, { raw }: HistoryEvent) =>
  funnel.subject === 'account' && raw.type === 'deal' && raw.opportunity_id !== undefined

/** After all stages: a loss, or an event that means no stage. */
const noStage = 99

/**
 * The events of one subject that its funnel sees, and silent ones, in order: local day, on a day that holds a
 * date-only event the stage, time, stage, event id.
 */
export function meaningsOf(funnel: Funnel, all: readonly HistoryEvent[]): Meaning[] {
  const seen = all.filter((event) => isSeen(funnel, event))
  const told = all.filter((event) => isSeen(funnel, event) || isDeal(funnel, event))
  const loose = new Set(seen.filter((event) => event.dateOnly).map((event) => event.on))
  const stageOf = ({ stage = noStage }: Meaning) => stage
  return told
    .map((event) => meaningOf(funnel, event, all))
    .sort(
      (a, b) =>
        byText(a.event.on, b.event.on) ||
        (loose.has(a.event.on) ? stageOf(a) - stageOf(b) : 0) ||
        a.event.at - b.event.at ||
        stageOf(a) - stageOf(b) ||
        byText(a.event.raw.event_id, b.event.raw.event_id),
    )
}
