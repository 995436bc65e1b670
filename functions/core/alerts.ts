import type { Figure, ReportData } from './report-data.ts'
import type { Settings } from './settings.ts'

export type AlertRule = Settings['alerts'][number]

/** What the last reviews said of one rule. */
export interface AlertMemory {
  /** First day of the latest period that was judged. */
  readonly startsOn: string
  /** Periods running, up to the one before the latest, in which the figure breached. */
  readonly breachesBefore: number
  readonly breached: boolean
  /** A breach was sent and no recovery since. */
  readonly alerted: boolean
}

export type AlertState = Readonly<Record<string, AlertMemory>>

/** Something to send: a figure that breached its threshold, or came back from it. */
export interface Alert {
  readonly key: string
  readonly kind: 'breach' | 'recovery'
  readonly rule: AlertRule
  readonly figure: Figure
}

const breachesNeeded = 2

/** Names a rule in the state; a changed threshold is another rule. */
export const ruleKey = ({ figure, above, below }: AlertRule): string =>
  above === undefined ? `${figure}-below-${below}` : `${figure}-above-${above}`

/** Whether the figure breaches; undefined while it has no value or rests on too little. */
function breaches({ above, below, minimumN }: AlertRule, figure: Figure): boolean | undefined {
  const { value, n } = figure
  if (typeof value !== 'number') return undefined
  if (typeof n === 'number' && n < minimumN) return undefined
  return above === undefined ? value < (below ?? value) : value > above
}

const nothing: AlertMemory = { startsOn: '', breachesBefore: 0, breached: false, alerted: false }

/** The same period judged again replaces its first judgement; a later one adds to the run. */
function remember(memory: AlertMemory, startsOn: string, breached: boolean): AlertMemory {
  if (startsOn === memory.startsOn) return { ...memory, breached }
  const breachesBefore = memory.breached ? memory.breachesBefore + 1 : 0
  return { ...memory, startsOn, breachesBefore, breached }
}

/**
 * What a review gives to send, and the state after it: a breach in two periods running is sent once,
 * the recovery from it once. A review of an earlier period than the last changes nothing.
 */
export function judge(
  rules: readonly AlertRule[],
  { figures, period }: Pick<ReportData, 'figures' | 'period'>,
  state: AlertState,
): { alerts: Alert[]; state: AlertState } {
  const alerts: Alert[] = []
  const next: Record<string, AlertMemory> = {}
  for (const rule of rules) {
    const key = ruleKey(rule)
    const memory = state[key] ?? nothing
    const figure = figures.find((each) => each.id === rule.figure)
    const breached = figure && breaches(rule, figure)
    if (figure === undefined || breached === undefined || period.startsOn < memory.startsOn) {
      if (state[key]) next[key] = memory
      continue
    }
    const judged = remember(memory, period.startsOn, breached)
    const isLong = breached && judged.breachesBefore + 1 >= breachesNeeded
    if (isLong && !judged.alerted) alerts.push({ key, kind: 'breach', rule, figure })
    if (!breached && judged.alerted) alerts.push({ key, kind: 'recovery', rule, figure })
    next[key] = { ...judged, alerted: breached && (isLong || judged.alerted) }
  }
  return { alerts, state: next }
}
