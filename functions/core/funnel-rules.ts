/** The part of a definition that rules across fields look at. */
interface FunnelShape {
  readonly stages: readonly {
    readonly id: string
    readonly position: string
    readonly events?: unknown
    readonly any?: unknown
  }[]
  readonly won_stage?: string | undefined
  readonly qualified_stage?: string | undefined
  readonly rules: readonly string[]
  readonly entries: string
  readonly strict: boolean
  readonly increasing: boolean
  readonly reuses_events: boolean
  readonly any_order: boolean
  readonly hold_constant?: string | undefined
  readonly window_seconds?: number | undefined
  readonly step_window_seconds?: number | undefined
  readonly exclusions: readonly {
    readonly from: string
    readonly to: string
    readonly events?: unknown
    readonly any?: unknown
  }[]
}

interface FunnelProblem {
  readonly path: (string | number)[]
  readonly message: string
}

const problem = (path: (string | number)[], message: string): FunnelProblem => ({ path, message })

function* stageProblems({ stages, won_stage, qualified_stage }: FunnelShape) {
  const ids = stages.map((each) => each.id)
  for (const [index, stage] of stages.entries()) {
    if (ids.indexOf(stage.id) !== index) {
      yield problem(['stages', index, 'id'], `stage id ${stage.id} is used twice`)
    }
    if ((stage.events === undefined) === (stage.any === undefined)) {
      yield problem(['stages', index], 'needs either events or any')
    }
  }
  for (const [key, id] of Object.entries({ won_stage, qualified_stage })) {
    if (id !== undefined && !ids.includes(id)) {
      yield problem([key], `no such stage; stages are ${ids.join(', ')}`)
    }
  }
  const won = won_stage === undefined ? ids.length - 1 : ids.indexOf(won_stage)
  for (const [index, stage] of stages.entries()) {
    if ((stage.position === 'post') !== index > won && won !== -1) {
      yield problem(
        ['stages', index, 'position'],
        'post is the position of the stages after won_stage, and of no other',
      )
    }
  }
}

function* exclusionProblems({ stages, exclusions }: FunnelShape) {
  const ids = stages.map((each) => each.id)
  for (const [index, each] of exclusions.entries()) {
    for (const key of ['from', 'to'] as const) {
      if (!ids.includes(each[key])) {
        yield problem(['exclusions', index, key], `no such stage; stages are ${ids.join(', ')}`)
      }
    }
    if (ids.indexOf(each.from) >= ids.indexOf(each.to)) {
      yield problem(['exclusions', index, 'to'], 'must come after the stage of from')
    }
    if ((each.events === undefined) === (each.any === undefined)) {
      yield problem(['exclusions', index], 'needs either events or any')
    }
  }
}

function* orderedProblems(funnel: FunnelShape) {
  if (!funnel.rules.includes('ordered')) {
    const wants = {
      strict: funnel.strict,
      increasing: funnel.increasing,
      reuses_events: funnel.reuses_events,
      any_order: funnel.any_order,
      window_seconds: funnel.window_seconds !== undefined,
      step_window_seconds: funnel.step_window_seconds !== undefined,
      hold_constant: funnel.hold_constant !== undefined,
      exclusions: funnel.exclusions.length > 0,
      entries: funnel.entries !== 'attempt',
    }
    for (const [key, used] of Object.entries(wants)) {
      if (used) yield problem([key], 'is for the rule ordered, which rules does not name')
    }
  }
  for (const key of ['strict', 'increasing', 'reuses_events'] as const) {
    if (funnel[key] && funnel.any_order) yield problem(['any_order'], `does not go with ${key}`)
  }
}

/** What is wrong with a definition beside its single fields: the path, and what is allowed. */
export function* funnelProblems(funnel: FunnelShape): Generator<FunnelProblem> {
  yield* stageProblems(funnel)
  yield* exclusionProblems(funnel)
  yield* orderedProblems(funnel)
}
