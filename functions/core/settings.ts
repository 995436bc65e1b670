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

/** In the order of ISO 8601: Monday is the first. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const

/** `HH:MM-HH:MM` in the settings' zone, opening before closing; 24:00 is the end of the day. */
const openingHours = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'local times such as 09:00-17:00',
  )
  .refine((hours) => hours.slice(0, 5) < hours.slice(6), 'must open before it closes')

const officeHours = '09:00-17:00'

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
  /** Working hours of each working day of the week; a day that is not named is off. */
  businessHours: z
    .partialRecord(z.enum(weekdays), openingHours)
    .refine((hours) => Object.keys(hours).length > 0, 'at least one working day')
    .default({
      monday: officeHours,
      tuesday: officeHours,
      wednesday: officeHours,
      thursday: officeHours,
      friday: officeHours,
    }),
  /** Local days without working hours, `YYYY-MM-DD`. */
  holidays: z.array(z.iso.date()).default([]),
  /** A new lead is to be answered within this time; an unanswered one that is younger is not judged. */
  responseSlaMinutes: z.int().min(1).max(43_200).default(60),
  /** Days up to the end of a period over which pipeline velocity takes its rates. */
  velocityWindowDays: z.int().min(1).max(3650).default(90),
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
