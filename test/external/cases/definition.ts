import { type Funnel, type FunnelInput, parseFunnel } from '#core/funnel.ts'
import { type Case, type CaseMatcher, propertyName } from './case.ts'

type StageInput = FunnelInput['stages'][number]
type ExclusionInput = NonNullable<FunnelInput['exclusions']>[number]
type ConditionInput = NonNullable<StageInput['where']>[number]

export const stepId = (step: number) => `step_${step}`

const known = [
  'ordered',
  'strict_next',
  'unordered',
  'ch_strict_order',
  'ch_allow_reentry',
  'ch_strict_deduplication',
  'ch_strict_increase',
  'ch_strict_once',
]

const condition = (key: string, value: unknown): ConditionInput => {
  const field = `properties.${propertyName(key)}`
  if (value === null) return { field, present: false }
  return Array.isArray(value)
    ? { field, in: value.map(String) }
    : { field, equals: value as string | number | boolean }
}

function conditions({ where }: CaseMatcher): ConditionInput[] {
  return Object.entries(where ?? {}).map(([key, value]) => condition(key, value))
}

const names = ({ event, event_in: among }: CaseMatcher) => (event === undefined ? among : [event])

function matcher(given: CaseMatcher) {
  const where = conditions(given)
  const events = names(given)
  return {
    ...(events === undefined ? { any: true as const } : { events }),
    ...(where.length > 0 ? { where } : {}),
  }
}

const positions = { overall: 'ever', with_filters: 'matching' } as const

/** A funnel has two steps or more: a case of one gets a second that no event fits. */
function stages({ steps }: Case): StageInput[] {
  const given = steps.map(
    (step, index): StageInput => ({
      id: stepId(index),
      label: stepId(index),
      position: 'top',
      ...matcher(step),
      ...(step.first_time ? { first: positions[step.first_time] } : {}),
      ...(step.optional ? { optional: true } : {}),
    }),
  )
  const none: StageInput = { id: 'none', label: 'none', position: 'top', events: ['\u0001none'] }
  return given.length > 1 ? given : [...given, none]
}

const negated = ({ field, equals, in: among, present }: ConditionInput): ConditionInput[] => {
  if (present !== undefined) return [{ field, present: !present }]
  return [equals, ...(among ?? [])].flatMap((not) => (not === undefined ? [] : [{ field, not }]))
}

/** Matchers of the events of one name that fit none of the steps: one condition of each must fail. */
function fittingNone(name: string, steps: readonly CaseMatcher[]): ConditionInput[][] {
  const near = steps.filter((step) => names(step)?.includes(name) ?? true)
  return near.reduce<ConditionInput[][]>(
    (alternatives, step) =>
      alternatives.flatMap((some) => conditions(step).map((each) => [...some, ...negated(each)])),
    [[]],
  )
}

/**
 * What interrupts a chain under the strict modes of ClickHouse, as exclusions that end it: under
 * strict order an event that fits no step up to the next one, and step 1 after step 2 unless
 * re-entry is allowed; under strict deduplication a step that was reached already.
 */
function interruptions(given: Case, modes: readonly string[]): ExclusionInput[] {
  const order = modes.includes('ch_strict_order')
  const repeat = modes.includes('ch_strict_deduplication')
  if (!order && !repeat) return []
  const seen = [...new Set(given.events.map(({ event }) => event))]
  return given.steps.slice(1).flatMap((next, index): ExclusionInput[] => {
    const reached = given.steps.slice(0, index + 1)
    const between = { from: stepId(index), to: stepId(index + 1), effect: 'end' as const }
    const restartable = index === 0 || modes.includes('ch_allow_reentry')
    const allowed = repeat
      ? [...reached.slice(0, restartable ? 1 : 0), next]
      : [...reached.slice(restartable ? 0 : 1), next]
    const others = order
      ? seen.flatMap((name) => fittingNone(name, allowed).map((where) => ({ name, where })))
      : reached.slice(1).flatMap((step) =>
          (names(step) ?? seen).flatMap((name) =>
            fittingNone(name, [next]).map((where) => ({
              name,
              where: [...conditions(step), ...where],
            })),
          ),
        )
    const plain = others.filter(({ where }) => where.length === 0).map(({ name }) => name)
    return [
      ...(plain.length > 0 ? [{ ...between, events: plain }] : []),
      ...others
        .filter(({ where }) => where.length > 0)
        .map(({ name, where }) => ({ ...between, events: [name], where })),
    ]
  })
}

function entriesOf({ window_anchor: anchor }: Case, modes: readonly string[]) {
  const onePass = ['ch_strict_order', 'ch_strict_deduplication']
  return anchor === 'first_entry' || modes.some((mode) => onePass.includes(mode))
    ? 'first'
    : 'every'
}

/** A case whose tags say so lets one event serve several steps. */
const reuses = ({ tags }: Case) =>
  tags.includes('one_event_many_steps') && tags.includes('implementation_specific')

/** The definition of a case: README.md beside this folder says which setting each of its keys means. */
export function definitionOf(given: Case): Funnel {
  const modes = given.mode.split('+')
  const odd = modes.find((mode) => !known.includes(mode))
  if (odd !== undefined) throw new Error(`unknown mode ${odd}`)
  const exclusions = given.exclusions.map(
    ({ from_step: from, to_step: to, ...rest }): ExclusionInput => ({
      ...matcher(rest),
      from: stepId(from),
      to: stepId(to),
    }),
  )
  const every = given.attribution === 'all_events' ? given.breakdown_by : undefined
  const held = given.hold_constant ?? every
  const funnel = parseFunnel({
    id: 'external_case',
    title: given.id,
    subject: 'lead',
    stages: stages(given),
    uses_outcomes: false,
    rules: ['ordered'],
    entries: entriesOf(given, modes),
    strict: modes.includes('strict_next'),
    any_order: modes.includes('unordered'),
    increasing: modes.includes('ch_strict_increase'),
    reuses_events: reuses(given),
    exclusions: [...exclusions, ...interruptions(given, modes)],
    ...(given.window_seconds ? { window_seconds: given.window_seconds } : {}),
    ...(given.step_window_seconds ? { step_window_seconds: given.step_window_seconds } : {}),
    ...(held === undefined ? {} : { hold_constant: `properties.${propertyName(held)}` }),
  } satisfies FunnelInput)
  // A definition refuses a window of nothing, which some vendors read as "at the same moment".
  return given.window_seconds === 0 ? { ...funnel, window_seconds: 0 } : funnel
}
