import * as z from 'zod'
import { UsageError } from './errors.ts'
import { metricIds } from './metric-ids.ts'
import { deliversMail, scheduleSchema } from './schedules.ts'

/** Also under the names that Node does not list, such as Asia/Kolkata; offsets are no zones. */
function isZone(name: string): boolean {
  if (!/^(UTC|[A-Z]\w*(\/[A-Z][\w+-]*)+)$/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const currencyCode = z.string().regex(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR')

const alert = z
  .strictObject({
    figure: z.enum(metricIds),
    /** The figure breaches when it lies above, or below, this; rates are fractions. */
    above: z.number().exactOptional(),
    below: z.number().exactOptional(),
    /** A figure that rests on fewer observations neither breaches nor recovers. */
    minimumN: z.int().min(1).default(30),
    recipients: z.array(z.email()).min(1),
  })
  .refine(({ above, below }) => (above === undefined) !== (below === undefined), {
    path: ['above'],
    message: 'either above or below',
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

/** Quotes cannot be in a channel here, because SQL finds it between them. */
const channels = z.array(z.string().regex(/^[^"\\]+$/, 'a channel without quotes')).default([])

/** Rules that relate ids where no event does; all are off unless set. */
const identity = z.strictObject({
  /** Whether leads, and contacts, that last told the same `email_hash` are one person. */
  mergeByEmailHash: z.boolean().default(false),
  /** A hash that more ids share is taken for a placeholder and merges none of them. */
  mostPerEmailHash: z.int().min(2).max(1000).default(10),
  /** Whether the funnel of a lead goes on with the one contact of the same `email_hash`. */
  contactByEmailHash: z.boolean().default(false),
  /** Whether accounts that last told the same `domain` are one company. */
  mergeByDomain: z.boolean().default(false),
  /** A domain that more accounts share is taken for that of a group and merges none of them. */
  mostPerDomain: z.int().min(2).max(1000).default(10),
  /** Whether a person without account belongs to the one account of the same `domain`. */
  accountByDomain: z.boolean().default(false),
  /** Domains in lower case at which anybody has an address, so that they bring nobody to an account. */
  sharedDomains: z.array(z.string().regex(/^[a-z0-9.-]+$/, 'a domain in lower case')).default([]),
})

/** Systems whose webhooks are taken, each signed by the secret `<name>/webhooks/<source>`. */
const webhooks = z.strictObject({
  generic: z.strictObject({}).exactOptional(),
  hubspot: z
    .strictObject({
      /** Currency of deal amounts, which webhooks do not name; the reporting currency when absent. */
      currency: currencyCode.exactOptional(),
      /** Names and outcomes of deal stages, by internal id; the default pipeline's are known. */
      stages: z
        .record(
          z.string(),
          z.strictObject({
            name: z.string().min(1),
            outcome: z.enum(['open', 'won', 'lost', 'no_decision', 'disqualified']).exactOptional(),
          }),
        )
        .default({}),
    })
    .exactOptional(),
  stripe: z.strictObject({}).exactOptional(),
})

const scanLimit = z.int().min(1).max(1_000_000)

const fields = z.strictObject({
  /** Prefix of every deployed resource. */
  name: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'lower-case letters, digits and dashes'),
  /** IANA time zone in which days, weeks, months and years begin. */
  zone: z.string().refine(isZone, 'an IANA time zone such as Europe/Berlin'),
  weekStart: z.enum(['monday', 'sunday', 'saturday']),
  /** First month of the fiscal year; a year that starts after January is named after the year it ends in. */
  fiscalYearStartMonth: z.int().min(1).max(12),
  /** Currency in which money is reported. */
  currency: currencyCode,
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
  /** Share of revenue that is left after the cost of delivering it; LTV and payback use it. */
  grossMargin: z.number().gt(0).max(1).default(0.8),
  /** Which spend CAC counts: every category, or media alone. */
  cacLoading: z.enum(['full', 'media']).default('full'),
  /** Calendar months by which spend comes before the customers that it is divided by. */
  cacLagMonths: z.int().min(0).max(24).default(0),
  /** Days before a conversion in which touches earn credit for it. */
  attributionLookbackDays: z.int().min(1).max(3650).default(90),
  /** What is done to the touches before a conversion, in this order, before they earn credit. */
  attributionPath: z
    .strictObject({
      /** Channels whose touches are dropped wherever they are. */
      dropEverywhere: channels,
      /** Channels whose touches are dropped at the end, such as direct visits. */
      dropAtEnd: channels,
      /** Whether touches of one channel in a row count once, as the earliest of them. */
      collapseRepeats: z.boolean().default(false),
    })
    .prefault({}),
  /** Days after which a deal in a stage counts as decided, for weights and leaks. */
  wonHorizonDays: z.int().min(1).max(3650).default(180),
  /** Yearly discount rate of the discounted LTV. */
  discountRate: z.number().min(0).max(1).default(0.1),
  /** Months after which the capped LTV stops. */
  ltvCapMonths: z.int().min(1).max(600).default(60),
  /** Mails sent when a headline figure of the review breaches a threshold in two periods running. */
  alerts: z.array(alert).default([]),
  identity: identity.prefault({}),
  webhooks: webhooks.default({}),
  /** Ids of funnel definitions in `queries/funnels`. */
  funnels: z.array(z.string().min(1)).min(1),
  /** Address that mails come from, verified in the mail service; needed once anybody gets one. */
  sender: z.email().exactOptional(),
  schedules: z.record(z.string().regex(/^[a-z][a-z0-9-]*$/), scheduleSchema),
  /** A table restored from a backup, which takes the place of the deployment's own event table. */
  restoredTable: z
    .strictObject({
      name: z.string().regex(/^[\w.-]{3,255}$/, 'the name of a table'),
      streamArn: z
        .string()
        .regex(/^arn:[\w-]+:dynamodb:[^:]+:\d{12}:table\/.+\/stream\/.+$/, 'the ARN of its stream'),
    })
    .exactOptional(),
  /** Whether the API records metrics for each route, which cost up to 1.80 dollars a month. */
  routeMetrics: z.boolean().default(false),
  /** Gigabytes that one query may scan before Athena stops it, by workgroup. */
  scanLimitsGb: z
    .strictObject({
      pipeline: scanLimit.default(1000),
      reports: scanLimit.default(100),
      analysts: scanLimit.default(10),
    })
    .prefault({}),
})

export const settingsSchema = fields.refine(
  ({ sender, schedules, alerts }) =>
    sender !== undefined || !(deliversMail(schedules) || alerts.length > 0),
  { path: ['sender'], message: 'an address that mails come from, since there are recipients' },
)

export type Settings = z.infer<typeof settingsSchema>
export type SettingsInput = z.input<typeof settingsSchema>

/** Validated settings; throws UsageError naming every wrong field. */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input)
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new UsageError(`wrong settings: ${faults.join('; ')}`)
}
