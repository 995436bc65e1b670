import { openCohortLab } from '#test/oracle/cohort-lab.ts'
import type { Check } from '../check.ts'
import { cohortAnswer } from './cohort-answer.ts'
import { type CohortCase, parseCohortCase } from './cohort-case.ts'
import { cohortEventsOf } from './cohort-events.ts'

const message = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** Cases that share a calendar, on one event log. */
async function runCalendar(cases: readonly CohortCase[]): Promise<Check[]> {
  const [first] = cases
  if (first === undefined) return []
  const lab = await openCohortLab({
    zone: first.timezone,
    weekStart: first.week_start,
    events: cases.flatMap(cohortEventsOf),
  })
  const checks: Check[] = []
  try {
    for (const given of cases) {
      const name = `${given.id} ${given.name}`
      const actual = await cohortAnswer(lab, given).catch(message)
      checks.push({ name, actual, expected: given.expected })
    }
  } finally {
    await lab.close()
  }
  return checks
}

/** The retention cases, measured by the SQL of the models and of the cohort report. */
export async function cohortChecks(inputs: readonly unknown[]): Promise<Check[]> {
  const checks: Check[] = []
  const parsed: CohortCase[] = []
  for (const input of inputs) {
    try {
      const given = parseCohortCase(input)
      // Two files may hold the same id, which is that of the events too.
      const isTaken = parsed.some(({ id }) => id === given.id)
      parsed.push(isTaken ? { ...given, id: `${given.id} (${parsed.length})` } : given)
    } catch (error) {
      const { id } = input as { id?: unknown }
      checks.push({ name: String(id), actual: message(error), expected: 'an answer' })
    }
  }
  const calendars = Map.groupBy(parsed, (each) => `${each.timezone} ${each.week_start}`)
  for (const cases of calendars.values()) checks.push(...(await runCalendar(cases)))
  return checks
}
