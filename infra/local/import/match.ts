import { expanded } from './expand.ts'
import { exportedColumn } from './header.ts'
import { type Recipe, recipes } from './recipe.ts'

/** Which column of a file plays a role of a recipe. */
export interface RoleColumn {
  readonly role: string
  /** As in a mapping: with `#2` when it is the second of its name. */
  readonly column: string
  /** Position in the row; -1 for the time of the export, which is no column. */
  readonly at: number
  /** It was found by a name that any other table may have. */
  readonly isCommon?: true
}

export interface Match {
  readonly recipe: Recipe
  readonly roles: ReadonlyMap<string, RoleColumn>
  readonly score: number
}

/** A name without case, spaces, marks and the prefixes that export tools add. */
export const plainName = (name: string): string =>
  name
    .replace(/__c$|_c$|^property_/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]/gu, '')

const withoutBrackets = (name: string) => name.replace(/\([^)]*\)|\[[^\]]*\]/g, '')

/** Some exports put the record before each name: `Deal - Value`, `subscriptions.mrr`. */
const withoutRecord = (name: string) => name.replace(/^\p{L}+( - |\.(?=\w))/u, '')

/** How the columns of a header are written in a mapping; one with a brace in its name cannot be. */
function columnNames(names: readonly string[]): (string | undefined)[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    if (name === '' || /[{}]/.test(name)) return undefined
    return nth === 1 && names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}#${nth}`
  })
}

/** Every way to find a column, first come first served. */
function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  const spellings = [
    plainName,
    (name: string) => plainName(withoutBrackets(name)),
    (name: string) => plainName(withoutRecord(name)),
  ]
  for (const spelling of spellings) {
    for (const [at, name] of names.entries()) {
      if (spelling(name) !== '' && !positions.has(spelling(name))) positions.set(spelling(name), at)
    }
  }
  return positions
}

/** Finds the columns of a recipe; `given` are columns that the user has named by role. */
export function matchRecipe(
  of: Recipe,
  names: readonly string[],
  given: Readonly<Record<string, string>> = {},
): Match {
  const recipe = expanded(of, names)
  const columns = columnNames(names)
  const positions = positionsOf(names)
  const taken = new Set<number>()
  const roles = new Map<string, RoleColumn>()
  let score = 0
  for (const [role, { names: own, common_names: common, weight }] of Object.entries(
    recipe.columns,
  )) {
    const said = given[role]
    if (said === exportedColumn) {
      roles.set(role, { role, column: said, at: -1 })
      continue
    }
    const found =
      said === undefined
        ? [...own, ...common]
            .map((each) => positions.get(plainName(each)))
            .find((at) => at !== undefined && !taken.has(at))
        : columns.indexOf(said)
    const column = columns[found ?? -1]
    if (found === undefined || column === undefined) continue
    taken.add(found)
    const isCommon =
      said === undefined && common.some((each) => positions.get(plainName(each)) === found)
    roles.set(role, { role, column, at: found, ...(isCommon ? { isCommon } : {}) })
    score += weight
  }
  return { recipe, roles, score }
}

/** The columns of a header that no file of the kind has. */
export function strangersOf({ recipe }: Match, names: readonly string[]): string[] {
  const never = new Set(recipe.never.map(plainName))
  return names.filter((name) => never.has(plainName(name)))
}

const isPossible = (match: Match, names: readonly string[]) =>
  lackOf(match).length === 0 && strangersOf(match, names).length === 0

/** What a header lacks to be of a kind: the roles of the groups without a column. */
export function lackOf({ recipe, roles }: Match): readonly string[] {
  const { needs, common_needs: more } = recipe
  const isCommon = [...roles.values()].some((each) => each.isCommon)
  return [...needs, ...(isCommon && more.length > 0 ? [more] : [])]
    .filter((group) => !group.some((role) => roles.has(role)))
    .map((group) => group.join(' or '))
}

/** The recipes that a header may be of, the best first. */
export function matchesOf(names: readonly string[]): readonly Match[] {
  return recipes
    .map((recipe) => matchRecipe(recipe, names))
    .filter((match) => isPossible(match, names))
    .sort((a, b) => b.score - a.score)
}
