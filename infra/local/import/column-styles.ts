import * as z from 'zod'
import { decimalMarks } from './decimals.ts'
import { dateStyles } from './times.ts'

function knowsZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** How times and numbers are written; for a whole file, or for a field that differs from it. */
export const dateOptionsSchema = {
  zone: z.string().refine(knowsZone, 'an IANA time zone such as America/Sao_Paulo').optional(),
  dates: z.enum(dateStyles).optional(),
  decimals: z.enum(decimalMarks).optional(),
}
