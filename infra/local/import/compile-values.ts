import type { Match } from './match.ts'
import { mostWords, type TableProfile } from './profile.ts'
import type { RecipeValue } from './recipe.ts'
import type { Style } from './styles.ts'
import { type StageNames, translations } from './words.ts'

/** What the templates of a recipe are filled with. */
export interface Facts {
  readonly match: Match
  readonly profile: TableProfile
  /** How the column of a role is written. */
  readonly styles: ReadonlyMap<string, Style & { readonly zone?: string }>
  readonly stages: StageNames
  /** What `{=name}` stands for. */
  readonly constants: Readonly<Record<string, string | undefined>>
  /** Columns that `{@dimensions}` stands for. */
  readonly dimensions: readonly string[]
}

const names = /\{([^{}]+)\}/g
const single = /^\{([^{}@=|]+)\}$/

/** A value in a mapping, as JSON. */
export type CompiledValue = string | Readonly<Record<string, unknown>>

/** The text with columns in place of roles; undefined when the file lacks one of them. */
export function compileText(text: string, { match, constants, dimensions }: Facts) {
  let missing = false
  const compiled = text.replace(names, (_, name: string) => {
    if (name === '@dimensions') return dimensions.map((column) => `{${column}}`).join('|')
    const options = name.split('|').map((option) => {
      if (option.startsWith('@')) return `{${option}}`
      if (option.startsWith('=')) return constants[option.slice(1)]
      const column = match.roles.get(option)?.column
      return column === undefined ? undefined : `{${column}}`
    })
    const found = options.find((option) => option !== undefined)
    if (found === undefined) missing = true
    return found ?? ''
  })
  return missing ? undefined : compiled
}

/** Numbers above 1 where a share is meant are percent. */
function shiftOf(role: string | undefined, percent: unknown, { profile }: Facts) {
  const largest = profile.columns.get(role ?? '')?.largest ?? 0
  return percent === true && largest > 1 ? { shift: 2 } : {}
}

/** The words of a column; when it has too many to know all, also the ids of the list of stages. */
export function wordsOf(role: string, { profile, stages }: Facts): string[] {
  const words = profile.columns.get(role)?.words ?? new Set()
  return words.size > mostWords ? [...new Set([...words, ...stages.keys()])] : [...words]
}

function classOf(role: string, name: string, others: unknown, facts: Facts) {
  const values = translations(wordsOf(role, facts), name, facts.stages)
  const keeps = others === 'keep'
  const differing = Object.entries(values).filter(([word, value]) => !keeps || word !== value)
  if (differing.length === 0) return keeps ? {} : undefined
  return { values: Object.fromEntries(differing), others: keeps ? 'keep' : 'leave_out' }
}

/** One way to fill a field; undefined when the file cannot. */
export function compileValue(value: RecipeValue, facts: Facts): CompiledValue | undefined {
  if (typeof value === 'boolean') return String(value)
  const parts: Record<string, unknown> & { text: string } =
    typeof value === 'string' ? { text: value } : { ...value }
  const { text: source, class: name, others, percent, plus, ...rest } = parts
  const text = compileText(source, facts)
  if (text === undefined || text === '') return undefined
  const [, role] = single.exec(source) ?? []
  const words = typeof name === 'string' ? classOf(role ?? '', name, others, facts) : {}
  if (words === undefined) return undefined
  const later = typeof plus === 'string' ? { plus: compileText(plus, facts) } : {}
  const style = typeof name === 'string' ? {} : facts.styles.get(role ?? '')
  const compiled = { ...style, ...shiftOf(role, percent, facts), ...rest, ...later, ...words }
  return Object.keys(compiled).length === 0 ? text : { text, ...compiled }
}
