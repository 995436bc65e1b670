import { classify } from './recipe.ts'

/** What an id of a stage or plan is called, how such a stage ends, what such a plan costs and does. */
export interface StageName {
  readonly label: string
  readonly outcome?: 'won' | 'lost'
  readonly plan?: { readonly price: string; readonly interval: string; readonly action: string }
}

/** Plans are kept apart from stages, whose ids may be the same numbers. */
export const planKey = (id: string): string => `plan ${id}`

const planClasses: Readonly<Record<string, (plan: StageName) => string | undefined>> = {
  plan_name: ({ label }) => label,
  plan_price: ({ plan }) => plan?.price,
  plan_interval: ({ plan }) => plan?.interval,
  plan_action: ({ plan }) => plan?.action,
}

export type StageNames = ReadonlyMap<string, StageName>

/** What a word of a column is in a class: by the list of stages, else by itself. */
export function meaningOf(word: string, name: string, stages: StageNames): string | undefined {
  const ofPlan = planClasses[name]
  const plan = ofPlan === undefined ? undefined : stages.get(planKey(word))
  if (ofPlan !== undefined) return plan === undefined ? undefined : ofPlan(plan)
  const stage = stages.get(word)
  if (stage === undefined) return classify(word, name)
  if (name === 'outcome' && stage.outcome !== undefined) return stage.outcome
  return classify(stage.label, name) ?? (name === 'stage_name' ? stage.label : undefined)
}

/** The words that mean one of `meanings` in a class. */
export function wordsMeaning(
  words: Iterable<string>,
  name: string,
  meanings: readonly string[],
  stages: StageNames,
): string[] {
  return [...words].filter((word) => meanings.includes(meaningOf(word, name, stages) ?? ''))
}

/** What each word is called in a class; words that stay as they are are left out. */
export function translations(
  words: Iterable<string>,
  name: string,
  stages: StageNames,
): Record<string, string> {
  const pairs = [...words].flatMap((word) => {
    const meaning = meaningOf(word, name, stages)
    return meaning === undefined ? [] : [[word, meaning] as const]
  })
  return Object.fromEntries(pairs)
}
