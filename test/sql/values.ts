import { type LiteralType, renderLiteral } from '#core/literal.ts'

export interface GivenColumn {
  readonly name: string
  /** Name of the type in the common dialect. */
  readonly type: string
}

/** Rows of a test as text, in the order of `columns`; `absent` columns are null in every row. */
export interface GivenTable {
  readonly columns: readonly GivenColumn[]
  readonly absent: readonly GivenColumn[]
  readonly rows: readonly (readonly (string | null)[])[]
}

const literalTypes: Readonly<Record<string, LiteralType>> = {
  varchar: 'string',
  bigint: 'integer',
  double: 'decimal',
  date: 'date',
  'timestamp(6)': 'timestamp',
}

/** `2026-03-01`, `2026-03-01 10:00` and `2026-03-01 10:00:00.000` are moments in UTC. */
const momentText = (text: string) =>
  `${text}${'0000-00-00 00:00:00.000'.slice(text.length)}`.replace(' ', 'T').concat('Z')

const values: Partial<Record<LiteralType, (text: string) => string | number>> = {
  integer: Number,
  timestamp: momentText,
}

const decimalType = /^decimal\(\d+,\d+\)$/
const decimalText = /^-?\d+(\.\d+)?$/

function literal(text: string | null, type: string): string {
  if (text === null) return `cast(null as ${type})`
  if (type === 'decimal(18,8)')
    return `cast(${renderLiteral({ type: 'string', value: text })} as ${type})`
  if (type === 'boolean' && ['true', 'false'].includes(text)) return text
  if (decimalType.test(type) && decimalText.test(text)) return `cast('${text}' as ${type})`
  const known = literalTypes[type]
  if (known === undefined) throw new Error(`${text} is no ${type}, or the type is not known here`)
  return renderLiteral({ type: known, value: values[known]?.(text) ?? text })
}

const quoted = (name: string) => `"${name}"`

/** A SELECT of exactly these rows, typed alike on every engine. */
export function selectOf({ columns, absent, rows }: GivenTable): string {
  const nulls = absent.map(({ name, type }) => `cast(null as ${type}) as ${quoted(name)}`)
  if (rows.length === 0) {
    const all = columns.map(({ name, type }) => `cast(null as ${type}) as ${quoted(name)}`)
    return `select ${[...all, ...nulls].join(', ')} where false`
  }
  const casts = columns.map(
    ({ name, type }) => `cast(${quoted(name)} as ${type}) as ${quoted(name)}`,
  )
  const lines = rows.map((row) => {
    const cells = columns.map(({ type }, index) => literal(row[index] ?? null, type))
    return `        (${cells.join(', ')})`
  })
  return `select ${[...casts, ...nulls].join(', ')}
    from (values
${lines.join(',\n')}
    ) as given (${columns.map(({ name }) => quoted(name)).join(', ')})`
}
