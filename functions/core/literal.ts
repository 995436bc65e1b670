import { UsageError } from './errors.ts'

export type LiteralType = 'string' | 'integer' | 'decimal' | 'date' | 'timestamp' | 'strings'

/** `timestamp` takes an ISO instant in UTC; `strings` is for `in (:name)` only. */
export type ParameterValue = string | number | null | readonly string[]
export interface Parameter {
  readonly type: LiteralType
  readonly value: ParameterValue
}

const nullTypes: Record<LiteralType, string> = {
  string: 'varchar',
  strings: 'varchar',
  integer: 'bigint',
  decimal: 'decimal(18,4)',
  date: 'date',
  timestamp: 'timestamp(6)',
}

function quoted(value: string): string {
  if (value.includes('\0')) throw new UsageError('a text parameter cannot hold a NUL character')
  if (!value.isWellFormed()) throw new UsageError('a text parameter holds half a character')
  return `'${value.replaceAll("'", "''")}'`
}

const shapes: Record<'decimal' | 'date' | 'timestamp', RegExp> = {
  decimal: /^-?\d{1,14}(\.\d{1,4})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  timestamp: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
}

function shaped(type: keyof typeof shapes, value: ParameterValue): string {
  const text = String(value)
  if (!shapes[type].test(text)) throw new UsageError(`not a ${type} parameter: ${text}`)
  return text
}

/** The one place where a value becomes SQL text: a typed literal that no value can leave. */
export function renderLiteral({ type, value }: Parameter): string {
  if (value === null) return `cast(null as ${nullTypes[type]})`
  switch (type) {
    case 'string':
      return quoted(String(value))
    case 'strings': {
      if (!Array.isArray(value)) throw new UsageError('a list parameter needs a list')
      return value.length === 0 ? 'cast(null as varchar)' : value.map(quoted).join(', ')
    }
    case 'integer':
      if (!Number.isSafeInteger(value)) throw new UsageError(`not an integer parameter: ${value}`)
      return `cast(${value} as bigint)`
    case 'decimal':
      return `cast('${shaped('decimal', value)}' as decimal(18,4))`
    case 'date':
      return `date '${shaped('date', value)}'`
    case 'timestamp':
      return `timestamp '${shaped('timestamp', value).replace('T', ' ').replace('Z', '')}'`
  }
}

// Strings, quoted identifiers and comments are matched first so that nothing in them is replaced.
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|:([a-z_][a-z0-9_]*)/g

/** The names of the `:name` parameters in a query. */
export function parameterNames(sql: string): string[] {
  const names = [...sql.matchAll(tokens)].flatMap((match) => (match[1] ? [match[1]] : []))
  return [...new Set(names)]
}

/** The query with each `:name` replaced by its literal; throws when the names do not match exactly. */
export function bindParameters(
  sql: string,
  parameters: Readonly<Record<string, Parameter>>,
): string {
  const used = parameterNames(sql)
  const given = Object.keys(parameters)
  const wrong = [
    ...used.filter((name) => !given.includes(name)).map((name) => `:${name} has no value`),
    ...given.filter((name) => !used.includes(name)).map((name) => `:${name} is not in the query`),
  ]
  if (wrong.length > 0) throw new Error(wrong.join('; '))
  return sql.replaceAll(tokens, (token, name?: string) => {
    const parameter = name === undefined ? undefined : parameters[name]
    return parameter ? renderLiteral(parameter) : token
  })
}
