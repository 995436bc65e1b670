import * as z from 'zod'
import { UsageError } from './errors.ts'

/** Also under the names that Node does not list, such as Asia/Kolkata; offsets are no zones. */
function isZone(name: string): boolean {
  if (!/^(UTC|[A-Z]\w*(\/[A-Z][\w+-]*)+)$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const schedule = z.strictObject({
  /** EventBridge Scheduler expression, read in the settings' zone. */
  cron: z.string().regex(/^(cron|rate)\(.+\)$/, 'cron(...) or rate(...)'),
  reports: z.array(z.string().min(1)).min(1),
})

export const settingsSchema = z.strictObject({
  /** Prefix of every deployed resource. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and dashes'),
  /** IANA time zone in which days, weeks, months and years begin. */
  zone: z.string().refine(isZone, 'an IANA time zone such as Europe/Berlin'),
  weekStart: z.enum(['monday', 'sunday', 'saturday']),
  /** First month of the fiscal year; a year that starts after January is named after the year it ends in. */
  fiscalYearStartMonth: z.int().min(1).max(12),
  /** Currency in which money is reported. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
  /** Ids of funnel definitions in `queries/funnels`. */
  funnels: z.array(z.string().min(1)).min(1),
  schedules: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), schedule),
})

export type Settings = z.infer<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** Validated settings; throws UsageError naming every wrong field. */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UsageError(`wrong settings: ${faults.join('; ')}`)
}
