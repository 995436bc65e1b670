import * as z from 'zod'
import { isInEvenWeek, scheduleFault } from './cron.ts'

/** Kinds of period that a report set can cover. */
export const setPeriods = ['day', 'week', 'month', 'quarter'] as const

/** A report set: what is published when, and who gets it. */
export const scheduleSchema = z.strictObject({
  /** EventBridge Scheduler expression, read in the settings' zone; not before 00:15 of a new period. */
  cron: z.string().superRefine((expression, context) => {
    const message = scheduleFault(expression)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }),
  reports: z.array(z.string().min(1)).min(1),
  /** The last complete period of this kind is what the reports cover. */
  period: z.enum(setPeriods).default('month'),
  /** Runs in the seven days from this day on, not in the next seven, and so forth. */
  everyTwoWeeksFrom: z.iso.date().exactOptional(),
  /** Who gets each report by mail. */
  recipients: z
    .array(z.email())
    .refine((all) => new Set(all).size === all.length, 'an address is there twice')
    .default([]),
  /** Secret `<name>/<this>` with the address of a Slack webhook that gets each report. */
  slackSecret: z
    .string()
    .regex(/^[\w/-]{1,100}$/, 'letters, digits, dashes and slashes')
    .exactOptional(),
})

export type ReportSchedule = z.infer<typeof scheduleSchema>
type Schedules = Readonly<Record<string, ReportSchedule>>

export const deliversMail = (schedules: Schedules): boolean =>
  Object.values(schedules).some(({ recipients }) => recipients.length > 0)

/** Whether a set runs on a local day on which its expression fires. */
export const isItsWeek = (day: string, anchor: string | undefined): boolean =>
  anchor === undefined || isInEvenWeek(day, anchor)

/** The period of a report of the set, as reports are asked for one. */
export const periodOfSet = ({ period }: Pick<ReportSchedule, 'period'>): string => `last_${period}`
