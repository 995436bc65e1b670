import { describe, expect, test } from 'vitest'
import { eventSchema } from '#core/event.ts'
import { limits } from '#core/limits.ts'
import type { Fate, SampleEvent } from '#local/sample/log.ts'
import { planBatches, sampleBatches, sampleSize } from '#local/sample/sample.ts'

interface Planned {
  readonly receivedAt: number
  readonly event: SampleEvent
  readonly fate: Fate
}

const batches = [...sampleBatches()]
const plan = [...planBatches()]
const size = sampleSize()
const planned: Planned[] = plan.flatMap(({ receivedAt, entries }) =>
  entries.map(({ event, fate }) => ({ receivedAt: Date.parse(receivedAt), event, fate })),
)
const withFate = (fate: Fate) => planned.filter((each) => each.fate === fate)
const accepted = withFate('accepted').map(({ event }) => event)

const occurredAt = (event: SampleEvent) => Date.parse(String(event.occurred_at))
const valuesOf = (list: readonly SampleEvent[], field: string) =>
  [...new Set(list.map((event) => String(event[field])))].sort()
const sorted = (event: SampleEvent) =>
  JSON.stringify(Object.entries(event).sort(([one], [other]) => one.localeCompare(other)))

describe('batches', () => {
  test('two runs give the same bytes, another seed gives others', () => {
    const again = plan.map(({ receivedAt, entries }) => ({
      receivedAt,
      events: entries.map(({ event }) => event),
    }))
    expect(JSON.stringify(batches) === JSON.stringify(again)).toBe(true)
    const [other] = sampleBatches(7)
    expect(JSON.stringify(other)).not.toBe(JSON.stringify(batches[0]))
  })

  test('are received in order from May 2025 to November 2026, at most 500 events each', () => {
    const times = batches.map(({ receivedAt }) => receivedAt)
    expect(times).toEqual([...new Set(times)].sort())
    expect(times[0]).toBe('2025-05-05T04:00:00.000Z')
    expect(times.at(-1)).toBe('2026-11-02T04:00:00.000Z')
    expect(batches.every(({ events }) => events.length > 0 && events.length <= 500)).toBe(true)
    expect(batches.length).toBeGreaterThan(110)
    expect(batches.length).toBeLessThan(200)
  })

  test('stay far below the limit of a body', () => {
    const largest = Math.max(...batches.map((batch) => Buffer.byteLength(JSON.stringify(batch))))
    expect(largest).toBeLessThan(limits.bodyBytes / 2)
  })

  test('have the size that is announced', () => {
    expect(size.batches).toBe(batches.length)
    expect(size.events).toBe(batches.reduce((sum, { events }) => sum + events.length, 0))
    expect(Object.values(size.answers).reduce((sum, count) => sum + count)).toBe(size.events)
    expect(size.answers).toMatchObject({ duplicate: 130, conflict: 3, rejected: 11 })
    expect(size.events).toBeGreaterThan(50_000)
    expect(size.events).toBeLessThan(62_000)
  })
})

describe('answers', () => {
  test('every good event is valid', () => {
    const problems = accepted.flatMap((event) => {
      const result = eventSchema.safeParse(event)
      return result.success ? [] : [{ event, issues: result.error.issues }]
    })
    expect(problems).toEqual([])
  })

  test('every bad event is refused by the schema or lies in the future', () => {
    const passed = withFate('rejected').filter(
      ({ event, receivedAt }) =>
        eventSchema.safeParse(event).success &&
        occurredAt(event) <= receivedAt + limits.futureToleranceMs,
    )
    expect(passed).toEqual([])
  })

  test('events happened before they are received, a few of them weeks before', () => {
    const late = planned.filter(({ fate }) => fate === 'accepted' || fate === 'duplicate')
    expect(late.filter(({ event, receivedAt }) => occurredAt(event) > receivedAt)).toEqual([])
    const days = late
      .filter(({ event }) => event.backfill === undefined)
      .map(({ event, receivedAt }) => (receivedAt - occurredAt(event)) / 86_400_000)
    expect(days.filter((each) => each > 14).length).toBeGreaterThan(50)
    expect(days.filter((each) => each < 5).length / days.length).toBeGreaterThan(0.95)
  })

  test('an id comes back only as planned: the same content again, or other content', () => {
    const first = new Map<unknown, string>()
    const surprises = planned.filter(({ event, fate }) => {
      const content = sorted(event)
      const id = event.event_id ?? content
      const known = first.get(id)
      if (known === undefined) first.set(id, content)
      if (known === undefined) return fate !== 'accepted' && fate !== 'rejected'
      return fate !== (known === content ? 'duplicate' : 'conflict')
    })
    expect(surprises).toEqual([])
    for (const fate of ['accepted', 'duplicate', 'conflict', 'rejected'] as const) {
      expect(withFate(fate).length, fate).toBe(size.answers[fate])
    }
  })
})

describe('the business', () => {
  test('uses every type, source system and kind of time', () => {
    expect(valuesOf(accepted, 'type')).toEqual(
      'account deal link person retract revenue spend stage survey touch usage'.split(' '),
    )
    expect(valuesOf(accepted, 'source_system')).toEqual(
      'ads billing crm email_tool product survey_tool website'.split(' '),
    )
    expect(accepted.filter((event) => event.date_only).length).toBeGreaterThan(100)
    expect(accepted.filter((event) => event.event_id === undefined).length).toBeGreaterThan(30)
    expect(accepted.some((event) => String(event.occurred_at).endsWith('+02:00'))).toBe(true)
  })

  test('names every kind of revenue, survey, link and outcome', () => {
    const of = (type: string, field: string) =>
      valuesOf(
        accepted.filter((event) => event.type === type),
        field,
      )
    expect(of('revenue', 'action')).toEqual(
      'cancel change charge pause refund renew resume start'.split(' '),
    )
    expect(of('survey', 'kind')).toEqual(['csat', 'nps', 'review', 'testimonial'])
    expect(of('link', 'relation')).toEqual(['belongs_to', 'converted', 'same'])
    expect(of('stage', 'outcome')).toEqual([
      'disqualified',
      'lost',
      'no_decision',
      'open',
      'undefined',
      'won',
    ])
    expect(of('spend', 'category')).toEqual(['media', 'other', 'people', 'tools'])
  })

  test('has some 6,000 leads of which four to six in a hundred buy', () => {
    const leads = new Set(accepted.map((event) => event.lead_id).filter(Boolean)).size
    expect(leads).toBeGreaterThan(6_000)
    expect(leads).toBeLessThan(7_000)
    const converted = accepted.filter(
      (event) =>
        event.type === 'link' && event.into_kind === 'contact' && event.relation === 'converted',
    )
    const leadsOf = Map.groupBy(converted, (event) => event.into_id)
    const bought = accepted.filter((event) =>
      ['subscription_started', 'retainer_started', 'purchase_order'].includes(String(event.name)),
    )
    const buyers = new Set(
      bought.flatMap((event) => leadsOf.get(event.contact_id) ?? []).map((event) => event.from_id),
    )
    expect(buyers.size / leads).toBeGreaterThan(0.04)
    expect(buyers.size / leads).toBeLessThan(0.06)
  })

  test('grows', () => {
    const events = (month: string) =>
      batches
        .filter(({ receivedAt }) => receivedAt.startsWith(month))
        .flatMap((batch) => batch.events).length
    expect(events('2026-10')).toBeGreaterThan(events('2025-10') * 1.3)
  })
})
