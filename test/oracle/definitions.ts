import fc from 'fast-check'
import { type Funnel, parseFunnel } from '#core/funnel.ts'

/** In the order of a funnel; the one after `closed_won` is post-purchase. */
export const stageNames = ['visit', 'signup', 'demo', 'proposal', 'closed_won', 'renewed']
export const lossNames = ['closed_lost', 'unsubscribed']
export const channels = ['web', 'mail', 'fair']
export const sizes = [1, 2, 'large', true]

/** The value in `percent` of the cases, else undefined. */
const at = <T>(percent: number, value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { weight: percent, arbitrary: value },
    { weight: 100 - percent, arbitrary: fc.constant(undefined) },
  )

const condition = fc.oneof(
  fc.record({ field: fc.constant('channel'), equals: fc.constantFrom(...channels) }),
  fc.record({ field: fc.constant('channel'), not: fc.constantFrom(...channels) }),
  fc.record({ field: fc.constant('properties.size'), equals: fc.constantFrom(...sizes) }),
  fc.record({
    field: fc.constant('properties.size'),
    in: fc.subarray(sizes, { minLength: 1 }),
  }),
  fc.record({ field: fc.constant('properties.size'), not: fc.constantFrom(...sizes) }),
  fc.record({ field: fc.constantFrom('properties.size', 'channel'), present: fc.boolean() }),
)

const where = fc.array(condition, { minLength: 1, maxLength: 2 })
const name = fc.constantFrom(...stageNames)

/** What a stage may ask beside its name; the same for each of its names. */
const stageOptions = fc.record({
  also: at(15, name),
  any: at(4, fc.constant(true)),
  type: at(10, fc.constantFrom('stage', 'touch')),
  where: at(20, where),
  or: at(12, fc.record({ name, where: at(50, where) })),
  first: at(15, fc.constantFrom('ever', 'matching')),
  counts: at(30, fc.constantFrom('each', 'first')),
  optional: at(20, fc.constant(true)),
})

const exclusion = fc.record({
  name,
  where: at(30, where),
  from: fc.nat(),
  to: fc.nat(),
  effect: at(20, fc.constant('end')),
})

/** What only the rule `ordered` takes. */
const ordered = fc.record({
  entries: fc.constantFrom('attempt', 'attempt', 'first', 'every', 'reentry', 'restart'),
  strict: at(15, fc.constant(true)),
  increasing: at(10, fc.constant(true)),
  reuses_events: at(10, fc.constant(true)),
  any_order: at(15, fc.constant(true)),
  exclusions: at(35, fc.array(exclusion, { minLength: 1, maxLength: 2 })),
  window_seconds: at(40, fc.constantFrom(3_600, 86_400, 30 * 86_400)),
  step_window_seconds: at(20, fc.constantFrom(3_600, 86_400, 6 * 86_400)),
  hold_constant: at(15, fc.constantFrom('channel', 'properties.size')),
})

/** What a definition is made of, over few names so that events often fit. */
export const definitions = fc.record({
  subject: fc.constantFrom(
    'lead',
    'lead',
    'lead',
    'opportunity',
    'opportunity',
    'account',
    'account',
    'contact',
  ),
  names: fc.subarray(stageNames, { minLength: 2 }),
  options: fc.array(stageOptions, { minLength: 6, maxLength: 6 }),
  lost_events: fc.subarray(lossNames),
  uses_outcomes: at(10, fc.constant(false)),
  rules: fc.shuffledSubarray(['any', 'visited', 'all'], { minLength: 1 }),
  reentry_after_days: at(65, fc.constantFrom(1, 5, 30)),
  after_lost: fc.constantFrom('reopen', 'new_attempt'),
  ordered: at(50, ordered),
})

type Drawn = typeof definitions extends fc.Arbitrary<infer T> ? T : never

const defined = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined))

/** Whether steps may be passed over: with `ordered` only where no event could serve two of them. */
function mayPassOver({ ordered, options }: Drawn): boolean {
  if (ordered === undefined) return true
  const isShared = options.some(({ also, any, or, first }) => also || any || or || first)
  return !isShared && !ordered.strict && ordered.exclusions === undefined
}

function stagesOf(drawn: Drawn, won: number) {
  return drawn.names.map((each, index) => {
    const { also, any, or, optional, ...rest } = drawn.options[index] ?? {}
    return {
      id: each,
      label: each,
      position: index > won ? 'post' : 'top',
      ...(any ? { any } : { events: [each, ...(also === undefined ? [] : [also])] }),
      ...(or ? { or: [defined({ events: [or.name], where: or.where })] } : {}),
      ...(optional && index > 0 && mayPassOver(drawn) ? { optional } : {}),
      ...defined(rest),
    }
  })
}

/** Steps in any order with exclusions follow a vendor's rule, which the oracle leaves alone. */
function orderedOf({ ordered, names, rules }: Drawn) {
  if (ordered === undefined) return { rules }
  const { any_order, strict, increasing, reuses_events, ...rest } = ordered
  const exclusions = (any_order ? [] : (ordered.exclusions ?? [])).map((each) => {
    const from = each.from % (names.length - 1)
    const to = from + 1 + (each.to % (names.length - from - 1))
    const { name: event, where, effect } = each
    return defined({ events: [event], where, effect, from: names[from], to: names[to] })
  })
  const order = any_order ? { any_order } : { strict, increasing, reuses_events }
  return { ...defined({ ...rest, ...order }), exclusions, rules: [...rules, 'ordered'] }
}

/** The definition that was drawn, as the schema reads it. */
export function funnelOf(id: string, drawn: Drawn): Funnel {
  const won = drawn.names.indexOf('closed_won')
  const { names, options: _, ordered: __, rules: ___, ...plain } = drawn
  return parseFunnel({
    id,
    title: id,
    ...defined(plain),
    won_stage: won === -1 ? names.at(-1) : 'closed_won',
    stages: stagesOf(drawn, won === -1 ? names.length - 1 : won),
    ...orderedOf(drawn),
  })
}
