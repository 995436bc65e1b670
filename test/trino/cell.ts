import type { Cell } from '#core/ports.ts'

/** `2026-01-01 00:00:00[.fraction]` with exactly three digits of fraction. */
function timestamp(value: string): string {
  const [moment = '', fraction = ''] = value.split('.')
  return `${moment}.${fraction.slice(0, 3).padEnd(3, '0')}`
}

const plainType = /^(varchar|char|decimal|date|boolean|bigint|integer|smallint|tinyint)\b/

/** One value of Trino's JSON as a cell; throws for types that have no common form, such as arrays. */
export function toCell(value: unknown, type: string): Cell {
  if (type.startsWith('timestamp') && !type.endsWith('with time zone')) {
    return value === null ? null : timestamp(String(value))
  }
  const isDouble = type === 'double' || type === 'real'
  if (!isDouble && !plainType.test(type)) throw new Error(`${type}: cast it to a plain type`)
  if (value === null) return null
  if (isDouble) return Number(value)
  return value as string | number | boolean
}

/** Trino's JSON with every integer that a double cannot hold kept as text. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) => {
    const isInteger = typeof value === 'number' && Number.isInteger(value)
    return isInteger && !Number.isSafeInteger(value) ? context?.source : value
  })
}
