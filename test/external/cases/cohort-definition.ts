import { type Cohort, type CohortInput, parseCohort } from '#core/cohort.ts'
import { propertyName } from './case.ts'
import type { CaseOf, CaseSelection, CohortCase } from './cohort-case.ts'

type SelectionInput = CohortInput['starts']
type ConditionInput = NonNullable<CohortInput['accounts']>[number]

function condition(key: string, value: unknown): ConditionInput {
  const field = `properties.${propertyName(key)}`
  if (value === null) return { field, present: false }
  return Array.isArray(value)
    ? { field, in: value.map(String) }
    : { field, equals: value as string | number | boolean }
}

const conditions = (where: CaseSelection['where'] = {}): ConditionInput[] =>
  Object.entries(where).map(([key, value]) => condition(key, value))

function selection({ event, event_in: among, where }: CaseSelection): SelectionInput {
  const events = event === undefined ? among : [event]
  const asked = conditions(where)
  return {
    ...(events === undefined ? { any: true as const } : { events }),
    ...(asked.length > 0 ? { where: asked } : {}),
  }
}

/** Whose cohorts: the entities that meet the conditions of the case; each is an account with its properties. */
function accounts(given: CohortCase, entity?: string): Pick<CohortInput, 'accounts'> {
  const one = entity === undefined ? [] : [{ field: 'properties.case_entity', equals: entity }]
  const asked = [...conditions(given.entity_where), ...one]
  return asked.length === 0 ? {} : { accounts: asked }
}

/** The definition of a matrix or of an unbounded rate. */
export function definitionOf(given: CaseOf<'matrix'> | CaseOf<'on_or_after'>): Cohort {
  const isEver = given.cohort === 'first_time' && given.first_time_mode === 'overall'
  return parseCohort({
    id: 'external_case',
    title: given.id,
    starts: { ...selection(given.target), ...(isEver ? { first: 'ever' } : {}) },
    counts: selection(given.returning),
    at_least: given.minimum_occurrences,
    ...accounts(given),
  })
}

/** One definition for each entity and condition: members by the first condition, active by that one. */
export function flagDefinitions(given: CaseOf<'flags'>, entities: readonly string[]): Cohort[] {
  const [first = { any: true as const }] = given.conditions
  return entities.flatMap((entity, row) =>
    given.conditions.map((each, column) =>
      parseCohort({
        id: `flag_${row}_${column}`,
        title: given.id,
        starts: selection(first),
        counts: selection(each),
        ...accounts(given, entity),
      }),
    ),
  )
}

const nth = (place: number): SelectionInput => ({
  any: true,
  where: [{ field: 'properties.case_place', equals: place }],
})

/** Members by the first event of the case, active by the second. */
export const pairDefinition = (given: CaseOf<'single'>): Cohort =>
  parseCohort({ id: 'external_case', title: given.id, starts: nth(1), counts: nth(2) })
