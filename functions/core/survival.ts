import { rounded } from './statistics.ts'

/** How many of those who entered a stage left it after so many complete days, and how. */
export interface DayCounts {
  readonly days: number
  /** Reached the next stage. */
  readonly converted: number
  /** Lost, expired or gone another way: they can no longer convert. */
  readonly gone: number
  /** Still open at the as-of after so many days: known to have stayed until then. */
  readonly open: number
}

export interface CurvePoint {
  readonly days: number
  /** Still in the stage and under observation just before. */
  readonly atRisk: number
  /** Share converted by the end of this day. */
  readonly converted: number
  /** Share lost, expired or gone by the end of this day. */
  readonly gone: number
}

/**
 * Cumulative incidence of conversion by Aalen and Johansen (1978): open ones are censored at their
 * age, losses compete. Without losses it is 1 minus the Kaplan-Meier estimate. On a day with both,
 * what happened comes before censoring. One point for each day on which something happened.
 */
export function cumulativeIncidence(counts: readonly DayCounts[]): CurvePoint[] {
  const days = [...counts].sort((a, b) => a.days - b.days)
  let atRisk = days.reduce((sum, { converted, gone, open }) => sum + converted + gone + open, 0)
  let staying = 1
  let [converted, gone] = [0, 0]
  const points: CurvePoint[] = []
  for (const day of days) {
    const happened = day.converted + day.gone
    if (happened > 0) {
      converted += (staying * day.converted) / atRisk
      gone += (staying * day.gone) / atRisk
      staying *= (atRisk - happened) / atRisk
      points.push({ days: day.days, atRisk, converted: rounded(converted), gone: rounded(gone) })
    }
    atRisk -= happened + day.open
  }
  return points
}

/** The last point at or before the day; undefined before anything happened. */
export const pointAt = (curve: readonly CurvePoint[], days: number): CurvePoint | undefined =>
  curve.findLast((point) => point.days <= days)

/** Those observed up to the start of the day: what the curve's value there rests on. */
export const atRiskOn = (counts: readonly DayCounts[], days: number): number =>
  counts
    .filter((each) => each.days >= days)
    .reduce((sum, { converted, gone, open }) => sum + converted + gone + open, 0)

/** The first day by which so large a share converted; null when the curve never gets there. */
export const daysUntil = (curve: readonly CurvePoint[], share: number): number | null =>
  curve.find((point) => point.converted >= share)?.days ?? null
