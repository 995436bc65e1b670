import type { RawEvent } from '#test/oracle/raw-event.ts'
import { happened } from './report-business.ts'

/** A deal that is created, enters a stage and may be closed, each on a day. */
export interface Deal {
  readonly opened: string
  readonly stage?: string
  readonly amount?: number
  readonly probability?: number
  readonly expected?: string
  readonly outcome?: 'won' | 'lost' | 'no_decision'
  readonly closed?: string
}

/** The events of deals: each record at noon, its stage an hour later, its close at three. */
export function eventsOf(deals: readonly Deal[]): RawEvent[] {
  return deals.flatMap((deal, index) => {
    const id = `o${index}`
    const { amount, probability, expected, outcome, closed, opened } = deal
    const of = (event_id: string, type: string, name: string, at: string, more = {}) =>
      happened({
        ...{ event_id: `${event_id}${index}`, type, name, occurred_at: at },
        ...{ opportunity_id: id, ...more },
      })
    const record = {
      ...(amount === undefined ? {} : { amount: String(amount), currency: 'EUR' }),
      ...(probability === undefined ? {} : { probability: String(probability) }),
      ...(expected === undefined ? {} : { expected_close: expected }),
    }
    return [
      of('d', 'deal', 'created', `${opened}T12:00:00.000Z`, record),
      of('s', 'stage', deal.stage ?? 'opened', `${opened}T12:00:00.000Z`),
      ...(outcome === undefined
        ? []
        : [of('c', 'stage', `closed_${outcome}`, `${closed}T15:00:00.000Z`, { outcome })]),
    ]
  })
}

/** The same deal so many times. */
export const times = (number: number, deal: Deal): Deal[] =>
  Array.from({ length: number }, () => deal)
