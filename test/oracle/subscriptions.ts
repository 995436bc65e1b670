import { localDay, startOfDay } from '#core/calendar.ts'
import { tenThousandths } from '#core/money.ts'
import { byText, type RawEvent } from './raw-event.ts'

/* Which prices of subscriptions are live at a moment, from every event anew. */

export interface Change {
  readonly event: RawEvent
  readonly told: string
  readonly effective: string
  readonly effectiveOn: string
  readonly isCancel: boolean
}

const months: Readonly<Record<string, readonly [bigint, bigint]>> = {
  week: [52n, 12n],
  month: [1n, 1n],
  quarter: [1n, 3n],
  year: [1n, 12n],
}

const abs = (value: bigint) => (value < 0n ? -value : value)

/** Half away from zero. */
export function divided(numerator: bigint, denominator: bigint): bigint {
  const half = (2n * abs(numerator) + denominator) / (2n * denominator)
  return numerator < 0n ? -half : half
}

/** Ten-thousandths a month. */
function monthly(event: RawEvent): bigint {
  const [times, by] = months[String(event.interval)] ?? [0n, 1n]
  const count = BigInt(Number(event.interval_count ?? 1))
  return divided(tenThousandths(String(event.amount)) * times, by * count)
}

export function changeOf(event: RawEvent, zone: string): Change {
  const told = event.date_only
    ? startOfDay(event.occurred_at, zone)
    : new Date(event.occurred_at).toISOString()
  const effective = event.effective_at ? new Date(String(event.effective_at)).toISOString() : told
  return {
    event,
    told,
    effective,
    effectiveOn: localDay(effective, zone),
    isCancel: event.action === 'cancel',
  }
}

/** Told order: time, cancels last, id. */
const isToldBefore = (a: Change, b: Change): boolean => {
  if (a.told !== b.told) return a.told < b.told
  if (a.isCancel !== b.isCancel) return b.isCancel
  return a.event.event_id < b.event.event_id
}

const standing = (changes: readonly Change[]) =>
  changes.filter(
    (one) =>
      !changes.some(
        (other) => other.isCancel && isToldBefore(one, other) && other.effective <= one.effective,
      ),
  )

function inOrder(changes: readonly Change[]): Change[] {
  const dayHolds = (day: string) =>
    changes.some((each) => each.effectiveOn === day && each.event.date_only)
  const key = (each: Change) => [
    each.effectiveOn,
    dayHolds(each.effectiveOn) && each.isCancel ? '1' : '0',
    each.effective,
    each.told,
    each.isCancel ? '1' : '0',
    each.event.event_id,
  ]
  return [...changes].sort((a, b) => {
    const [left, right] = [key(a), key(b)]
    const at = left.findIndex((part, index) => part !== right[index])
    return at === -1 ? 0 : byText(left[at] ?? '', right[at] ?? '')
  })
}

/** One live price: of an account, in a currency, for a product. */
export interface Price {
  readonly account: string
  readonly currency: string
  readonly product: string
  readonly amount: bigint
}

const actions = ['start', 'change', 'renew', 'cancel', 'pause', 'resume']

/** Prices that are live just before the moment. */
export function pricesAt(events: readonly RawEvent[], zone: string, moment: string): Price[] {
  const told = events.filter((event) => actions.includes(String(event.action)))
  const ids = [...new Set(told.map((event) => String(event.subscription_id)))]
  return ids.flatMap((id) => {
    const mine = told.filter((event) => event.subscription_id === id)
    const ordered = inOrder(standing(mine.map((event) => changeOf(event, zone))))
    // A change counts from its moment, but never before one that comes ahead of it.
    let latest = ''
    const seen: Change[] = []
    for (const each of ordered) {
      if (each.effective > latest) latest = each.effective
      if (latest < moment) seen.push(each)
    }
    const last = seen.at(-1)
    if (!last || ['cancel', 'pause'].includes(String(last.event.action))) return []
    const product = seen.findLast((each) => each.event.product !== undefined)?.event.product
    return {
      account: String(last.event.account_id),
      currency: String(last.event.currency),
      product: String(product ?? '(none)'),
      amount: monthly(last.event),
    }
  })
}
