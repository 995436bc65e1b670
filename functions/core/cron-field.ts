import { UsageError } from './errors.ts'

function numberIn(field: string, text: string, names: readonly string[], least: number): number {
  const named = names.indexOf(text.toUpperCase())
  if (named >= 0) return named + least
  if (!/^\d{1,4}$/.test(text)) throw new UsageError(`${field}: "${text}" is no value`)
  return Number(text)
}

/**
 * The values of one field such as `1,15`, `9-17`, `0/15` or `*`, sorted; `names` stand for the
 * values from `least` on. Throws UsageError.
 */
export function parseField(
  field: string,
  text: string,
  least: number,
  most: number,
  names: readonly string[] = [],
): number[] {
  const values = text.split(',').flatMap((part) => {
    const [range = '', step, ...rest] = part.split('/')
    const [from = '', to, ...others] = range.split('-')
    if (rest.length > 0 || others.length > 0)
      throw new UsageError(`${field}: "${part}" is no range`)
    const start = from === '*' ? least : numberIn(field, from, names, least)
    const isOpen = from === '*' || step !== undefined
    const end = to === undefined ? (isOpen ? most : start) : numberIn(field, to, names, least)
    const by = step === undefined ? 1 : numberIn(field, step, [], 1)
    if (start < least || end > most || end < start || by < 1) {
      throw new UsageError(`${field}: "${part}" is outside ${least} to ${most}`)
    }
    return Array.from(
      { length: Math.floor((end - start) / by) + 1 },
      (_, index) => start + index * by,
    )
  })
  return [...new Set(values)].sort((a, b) => a - b)
}
