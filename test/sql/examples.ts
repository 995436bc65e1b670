import { type FunnelInput, parseFunnel } from '#core/funnel.ts'
import type { StoredEvent } from '#core/ports.ts'
import { type FunnelFigures, type FunnelQuestion, measureFunnel } from '#local/funnel-measure.ts'

export const calendar = { zone: 'UTC', weekStart: 'monday', fiscalYearStartMonth: 1 } as const
export const farCut = '2100-01-01T00:00:00.000Z'

/** An event of the published example: who, what, when, and the value of what it is broken down by. */
export type Line = readonly [entity: string, name: string, at: string, value?: string]

export const storedOf = ([entity, name, at, value]: Line, index: number): StoredEvent => ({
  eventId: `e${index}`,
  type: 'touch',
  receivedAt: '1990-01-01T00:00:00.000Z',
  contentHash: '',
  body: JSON.stringify({
    event_id: `e${index}`,
    type: 'touch',
    name,
    occurred_at: new Date(at).toISOString(),
    source_system: 'example',
    lead_id: entity,
    ...(value === undefined ? {} : { channel: value }),
  }),
})

/** A definition of the rule ordered whose stages are these events. */
export function definition(steps: readonly string[], settings: Partial<FunnelInput> = {}) {
  return parseFunnel({
    id: 'example',
    title: 'Example',
    subject: 'lead',
    stages: steps.map((step) => ({
      id: step.toLowerCase(),
      label: step,
      position: 'top' as const,
      events: [step],
    })),
    rules: ['ordered'],
    ...settings,
  })
}

type Question = Partial<Omit<FunnelQuestion, 'funnel' | 'events'>>

/** The figures of the funnel on these events alone. */
export const measure = (
  funnel: FunnelQuestion['funnel'],
  lines: readonly Line[],
  question: Question = {},
): Promise<FunnelFigures> =>
  measureFunnel({ funnel, events: lines.map(storedOf), calendar, ...question })

export const counts = ({ steps }: Pick<FunnelFigures, 'steps'>) =>
  steps.map(({ reached }) => reached)

/** The counts of each value of a breakdown. */
export const valuesOf = (figures: FunnelFigures) =>
  Object.fromEntries((figures.breakdown ?? []).map((each) => [each.value, counts(each)]))

/** Names one after the other, a minute apart, by one entity. */
export const path = (names: readonly string[], entity = 'a'): Line[] =>
  names.map((name, minute) => [
    entity,
    name,
    `2026-03-01T10:${String(minute).padStart(2, '0')}:00Z`,
  ])
