import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredEvent } from '#core/ports.ts'
import { openFunnelLab } from '#local/funnel-lab.ts'
import type { Check, Suite } from '../check.ts'
import { answerOf } from './answer.ts'
import { type Case, isFunnelCase, parseCase } from './case.ts'
import { isCohortCase } from './cohort-case.ts'
import { cohortChecks } from './cohorts.ts'
import { definitionOf } from './definition.ts'
import { eventsOf, finerTimes, rangeEnd } from './events.ts'

interface VendorRule {
  readonly rule: string
  readonly expected: Case['expected']
}

/** Cases on which their vendor differs from our definition: what ours gives; README.md has the rules. */
const vendorRules = new Map(
  Object.entries<VendorRule>(
    JSON.parse(readFileSync(new URL('./vendor-rules.json', import.meta.url), 'utf8')),
  ),
)

const fails = (name: string, error: unknown): Check => ({
  name,
  actual: error instanceof Error ? error.message : String(error),
  expected: 'an answer',
})

/** The cases of every file of the folder; those about neither funnels nor retention are named. */
async function readCases(folder: string) {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort()
  const found: unknown[] = []
  for (const file of files) {
    const { cases = [] } = JSON.parse(await readFile(join(folder, file), 'utf8'))
    found.push(...cases)
    const others = (cases as unknown[]).filter((each) => !isFunnelCase(each) && !isCohortCase(each))
    if (others.length > 0) {
      console.log(`cases: ${file}: ${others.length} not run, about neither funnels nor retention`)
    }
  }
  return {
    funnels: found.filter(isFunnelCase),
    cohorts: found.filter((each) => !isFunnelCase(each) && isCohortCase(each)),
  }
}

/** A number as the case printed it: to half a unit of the last digit of the expected one. */
function alike(actual: unknown, expected: unknown): unknown {
  if (typeof actual === 'number' && typeof expected === 'number') {
    const digits = String(expected).split('.')[1]?.length ?? 0
    return Math.abs(actual - expected) <= 0.5 * 10 ** -Math.max(digits, 6) ? expected : actual
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.map((each, index) => alike(each, expected[index]))
  }
  if (typeof actual === 'object' && actual !== null && typeof expected === 'object') {
    const wanted = (expected ?? {}) as Record<string, unknown>
    const own = Object.entries(actual).filter(([key]) => key in wanted || !isList(actual))
    return Object.fromEntries(own.map(([key, value]) => [key, alike(value, wanted[key])]))
  }
  return actual
}

/** Lists over the steps: a breakdown need not ask for all of them. */
const isList = (value: object) => 'counts' in value

const asked = (expected: object) =>
  Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== null))

/** Trends by week are one vendor's, whose weeks begin on Sunday. */
const vendorWeeks = { weekStart: 'sunday', fiscalYearStartMonth: 1 } as const

async function runZone(cases: readonly Case[], zone: string): Promise<Check[]> {
  const events = cases.flatMap((each): StoredEvent[] => eventsOf(each))
  const lab = await openFunnelLab({
    calendar: { zone, ...vendorWeeks },
    events,
    corrections: cases.flatMap(finerTimes),
  })
  const checks: Check[] = []
  try {
    for (const each of cases) {
      const vendor = vendorRules.get(each.id)
      const name = `${each.id} ${each.name}${vendor ? ` (vendor rule: ${vendor.rule})` : ''}`
      try {
        const funnel = definitionOf(each)
        await lab.measure(funnel, { cut: rangeEnd(each), sourceSystem: each.id })
        const expected = asked(vendor?.expected ?? each.expected)
        const actual = alike({ ...(await answerOf(lab, each, funnel)) }, expected)
        checks.push({ name, actual, expected })
      } catch (error) {
        checks.push(fails(name, error))
      }
    }
  } finally {
    await lab.close()
  }
  return checks
}

/** Every funnel and retention case of every file in the folder, by the SQL of the models. */
export const cases: Suite = {
  name: 'cases',
  needs: 'cases',
  async run(path) {
    const checks: Check[] = []
    const parsed: Case[] = []
    const { funnels, cohorts } = await readCases(path)
    for (const input of funnels) {
      try {
        parsed.push(parseCase(input))
      } catch (error) {
        checks.push(fails(String((input as { id?: unknown }).id), error))
      }
    }
    for (const zone of new Set(parsed.map((each) => each.timezone))) {
      checks.push(
        ...(await runZone(
          parsed.filter((each) => each.timezone === zone),
          zone,
        )),
      )
    }
    return [...checks, ...(await cohortChecks(cohorts))]
  },
}
