import * as z from 'zod'
import { eventRules } from './event-rules.ts'
import { eventSchemas, type FunnelEvent } from './event-schemas.ts'
import { takeSurely } from './event-shortcut.ts'

/** Validates one event and yields its stored form: times in UTC, decimals as text, nothing added. */
export const eventSchema = z
  .discriminatedUnion('type', [
    eventSchemas.stage,
    eventSchemas.touch,
    eventSchemas.deal,
    eventSchemas.person,
    eventSchemas.account,
    eventSchemas.spend,
    eventSchemas.revenue,
    eventSchemas.survey,
    eventSchemas.usage,
    eventSchemas.link,
    eventSchemas.retract,
  ])
  .superRefine((event, context) => {
    for (const problem of eventRules(event)) {
      context.addIssue({
        code: 'custom',
        path: problem.path,
        message: problem.message,
        params: { code: problem.code },
      })
    }
  })

/** The stored form of an event as sent, or everything that is wrong with it. */
export function parseEvent(
  sent: object,
): { event: FunnelEvent } | { issues: readonly z.core.$ZodIssue[] } {
  const sure = takeSurely(sent)
  if (sure !== undefined && eventRules(sure).next().done === true) return { event: sure }
  const parsed = eventSchema.safeParse(sent)
  return parsed.success ? { event: parsed.data } : { issues: parsed.error.issues }
}

/** What a client sends: the same fields before normalisation. */
export type EventInput = z.input<typeof eventSchema>

/** `name` defaults to the action, kind, relation or type where the type does not require one. */
export function eventName(event: FunnelEvent): string {
  if (event.name !== undefined) return event.name
  if (event.type === 'revenue') return event.action
  if (event.type === 'survey') return event.kind
  if (event.type === 'link') return event.relation
  return event.type
}
