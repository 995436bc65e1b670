import { classify, type Recipe, type RecipeEvent } from './recipe.ts'

/** What the name of a column tells beside its pattern: without quotes and the pipeline in brackets. */
const labelOf = (text: string) =>
  text
    .replace(/\s*\([^)]*\)\s*(?="?$)/, '')
    .replace(/^"|"$/g, '')
    .trim()

/** The event with its column in place of `*`, and what the column is called in place of `{*name}`. */
function eventFor(event: RecipeEvent, role: string, label: string): RecipeEvent {
  const quoted = JSON.stringify(label.replaceAll('{', '{{').replaceAll('}', '}}')).slice(1, -1)
  const text = JSON.stringify(event)
    .replaceAll('{*name}', () => quoted)
    .replaceAll('{*}', () => `{${role}}`)
    .replaceAll('"*"', () => JSON.stringify(role))
  // The schema of the recipe has checked the event; only texts in it are replaced.
  return JSON.parse(text) as RecipeEvent
}

/** Ends of a deal have events of their own. */
const isEnd = (label: string) => !['open', undefined].includes(classify(label, 'outcome'))

/**
 * A recipe with a role and an event more for each column whose name fits its pattern, such as the day
 * on which a deal entered a stage; the same recipe where none fits.
 */
export function expanded(recipe: Recipe, names: readonly string[]): Recipe {
  const { each } = recipe
  if (each === undefined) return recipe
  const pattern = new RegExp(each.pattern, 'iu')
  const found = names.flatMap((column) => {
    const label = labelOf(pattern.exec(column)?.[1] ?? '')
    return label === '' || isEnd(label) ? [] : [{ column, label }]
  })
  const roles = found.map(({ column, label }, index) => ({
    column,
    role: `${each.role}_${index + 1}`,
    name: classify(label, each.class) ?? label,
  }))
  const columns = roles.map(({ column, role }) => [
    role,
    { is: 'time' as const, weight: 1, names: [column], common_names: [] },
  ])
  return {
    ...recipe,
    columns: { ...recipe.columns, ...Object.fromEntries(columns) },
    events: [
      ...recipe.events,
      ...roles.map(({ role, name }) => [eventFor(each.event, role, name)]),
    ],
  }
}

/** The file tells for each stage when it was entered. */
export const tellsEach = ({ each }: Recipe, roles: ReadonlyMap<string, unknown>): boolean =>
  each !== undefined && roles.has(`${each.role}_1`)
