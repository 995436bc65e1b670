import { Temporal } from 'temporal-polyfill'

const shape = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?$/

/** Undefined for text of the right shape that is no real time, such as 30 February. */
function parseLocal(text: string): Temporal.PlainDateTime | undefined {
  try {
    return Temporal.PlainDateTime.from(text, { overflow: 'reject' })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * The UTC instant (`2018-02-26T22:58:54.000Z`) of a wall-clock time `YYYY-MM-DD HH:MM[:SS[.fff]]`
 * in an IANA zone; undefined when the text is no such time. Where clocks change, Temporal's
 * `compatible` rule decides, as JavaScript's Date does: a time that occurs twice is the earlier
 * one, a time that is skipped moves forward by the length of the gap.
 * Throws RangeError for an unknown zone.
 */
export function wallTimeToUtc(text: string, zone: string): string | undefined {
  const local = shape.test(text) ? parseLocal(text) : undefined
  if (local === undefined) return undefined
  const instant = local.toZonedDateTime(zone, { disambiguation: 'compatible' }).toInstant()
  return instant.toString({ fractionalSecondDigits: 3, roundingMode: 'floor' })
}
