import type { Parameter } from '../literal.ts'
import type { ReportSpan } from '../period.ts'

/** Values of a query's parameters with their types; null where the query takes it. */
export const text = (value: string): Parameter => ({ type: 'string', value })
export const texts = (value: readonly string[]): Parameter => ({ type: 'strings', value })
export const day = (value: string | null): Parameter => ({ type: 'date', value })
export const whole = (value: number | null): Parameter => ({ type: 'integer', value })

/** The local days `[starts_on, ends_on)` of a query. */
export const spanOf = ({ startsOn, endsOn }: Pick<ReportSpan, 'startsOn' | 'endsOn'>) => ({
  starts_on: day(startsOn),
  ends_on: day(endsOn),
})
