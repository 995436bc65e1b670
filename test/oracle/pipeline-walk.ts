import { localDay, startOfDay } from '#core/calendar.ts'
import { amountText, tenThousandths } from '#core/money.ts'
import type { DatedRate } from '#test/sql/report-business.ts'
import { byText, type RawEvent } from './raw-event.ts'
import { divided } from './subscriptions.ts'

/*
 * The pipeline walk worked out deal by deal: what was known of a deal at a moment by replaying its
 * events up to it. Slow and plain, nothing in common with the SQL.
 */

/** Histories of deals, each with a deal of its own, and what is asked of them. */
export interface Question {
  readonly events: readonly RawEvent[]
  readonly rates: readonly DatedRate[]
  readonly zone: string
  readonly cut: string
  readonly startsOn: string
  readonly endsOn: string
  /** The days in which a deal is due. */
  readonly due: { readonly from: string; readonly to: string }
}

/** A deal as known at a moment. */
interface Known {
  state: string
  amount: string | null
  currency: string | null
  expected: string | null
}

/** Money of a line in ten-thousandths, and its deals. */
export type Walk = Readonly<Record<string, { readonly deals: number; readonly money: string }>>

const text = (value: unknown) => (value === null || value === undefined ? null : String(value))

const given = (event: RawEvent, field: string, so: string | null) =>
  field in event ? text(event[field]) : so

/** The next state after a stage event: without an outcome a loss is open again, a win is not. */
function stateAfter(event: RawEvent, { state }: Known): string {
  if (event.outcome !== undefined) return event.outcome
  return state === 'won' ? 'won' : 'open'
}

interface Replay {
  readonly deal: Known
  /** When the deal was left last, and when it was due as it was open last. */
  readonly leftAt: string
  readonly lastExpected: string | null
}

/** What was known of a deal just before the moment; undefined before it was opened. */
function knownAt(events: readonly RawEvent[], moment: string): Replay | undefined {
  const created = events.find((event) => event.name === 'created')
  const openedAt = (created ?? events[0])?.occurred_at
  if (openedAt === undefined || openedAt >= moment) return undefined
  const record: Known = { state: 'open', amount: null, currency: null, expected: null }
  let closing: RawEvent | undefined
  let [leftAt, lastExpected]: [string, string | null] = ['', null]
  for (const event of events.filter((each) => each.occurred_at < moment)) {
    const before = record.state
    const expectedBefore = record.expected
    if (event.type === 'deal') {
      record.amount = given(event, 'amount', record.amount)
      record.currency = event.currency === undefined ? record.currency : text(event.currency)
      record.expected = given(event, 'expected_close', record.expected)
    } else {
      const state = stateAfter(event, record)
      if (state !== before) closing = state === 'open' ? undefined : event
      record.state = state
    }
    const closes = before === 'open' && record.state !== 'open'
    if (closes && event.occurred_at > openedAt) {
      leftAt = event.occurred_at
      lastExpected = expectedBefore
    }
  }
  const own = closing?.amount === undefined ? null : closing
  const deal = own ? { ...record, amount: text(own.amount), currency: text(own.currency) } : record
  return { deal, leftAt, lastExpected: record.state === 'open' ? record.expected : lastExpected }
}

function moneyOf(known: Known, day: string, rates: readonly DatedRate[]): bigint {
  if (known.amount === null) return 0n
  const amount = tenThousandths(known.amount)
  if (known.currency === 'EUR') return amount
  const rate = rates
    .filter((each) => each.currency === known.currency && each.validOn <= day)
    .sort((a, b) => byText(a.validOn, b.validOn))
    .at(-1)?.rate
  return rate === undefined ? 0n : divided(amount * tenThousandths(rate), 10_000n)
}

/** Lines that one deal is in, each with its money. */
function linesOf(events: readonly RawEvent[], question: Question, isDueOnly: boolean) {
  const { rates, zone, cut, startsOn, endsOn, due } = question
  const from = startOfDay(startsOn, zone)
  const [to = cut] = [startOfDay(endsOn, zone), cut].sort()
  const [was, is] = [knownAt(events, from), knownAt(events, to)]
  if (is === undefined) return []
  const isDue = (day: string | null) =>
    !isDueOnly || (day !== null && day >= due.from && day < due.to)
  const inStart = was?.deal.state === 'open' && isDue(was.deal.expected)
  const inEnd = is.deal.state === 'open' && isDue(is.deal.expected)
  const left = is.deal.state !== 'open' && is.leftAt >= from
  const through = left && (is.deal.state === 'won' || isDue(is.lastExpected))
  if (!inStart && !inEnd && !through) return []
  const opening = was === undefined ? 0n : moneyOf(was.deal, startsOn, rates)
  const after = moneyOf(is.deal, startsOn, rates)
  const closing = moneyOf(is.deal, to === cut ? localDay(cut, zone) : endsOn, rates)
  const entry =
    was === undefined ? 'created' : was.deal.state === 'open' ? 'slipped_in' : 're_opened'
  const way = is.deal.state === 'won' ? 'won' : is.deal.state === 'open' ? 'slipped_out' : 'lost'
  const change: [string, bigint][] =
    after === opening ? [] : [[after > opening ? 'increased' : 'decreased', after - opening]]
  const moved: [string, bigint][] = closing === after ? [] : [['fx', closing - after]]
  const first: [string, bigint][] = inStart ? [['opening', opening], ...change] : [[entry, after]]
  const last: [string, bigint][] = inEnd ? [...moved, ['closing', closing]] : [[way, -after]]
  return [...first, ...last]
}

/** The walk of every deal, or of those that are due. */
export function walkByReplay(question: Question, isDueOnly: boolean): Walk {
  const ids = Map.groupBy(question.events, (event) => String(event.opportunity_id))
  const lines = [...ids.values()].flatMap((events) => {
    const inTime = events
      .filter((event) => event.occurred_at < question.cut)
      .toSorted((a, b) => byText(a.occurred_at, b.occurred_at))
    const deleted = inTime.findLast((event) => 'deleted' in event)
    return deleted?.deleted ? [] : linesOf(inTime, question, isDueOnly)
  })
  const byLine = Map.groupBy(lines, ([line]) => line)
  return Object.fromEntries(
    [...byLine].map(([line, all]) => [
      line,
      { deals: all.length, money: amountText(all.reduce((sum, [, money]) => sum + money, 0n)) },
    ]),
  )
}
