import { localDay, startOfDay } from '#core/calendar.ts'
import { amountText, tenThousandths } from '#core/money.ts'
import type { DatedRate } from '#test/sql/report-business.ts'
import { byText, type RawEvent } from './raw-event.ts'
import { changeOf, divided, type Price, pricesAt } from './subscriptions.ts'

/*
 * Recurring revenue worked out event by event: the stock at a moment from every event anew, kinds of
 * movement by looking at each moment before. Slow and plain, nothing in common with the SQL.
 */

/** A span of local days, and its movements by kind as decimal text. */
export interface Movement {
  accounts: number
  opened: string
  moved: string
  closed: string
  cross_sell: string
}

export type MovementsByKind = Readonly<Record<string, Movement>>

export interface Question {
  /** Histories that have no account or subscription in common. */
  readonly worlds: readonly (readonly RawEvent[])[]
  readonly rates: readonly DatedRate[]
  readonly zone: string
  readonly cut: string
  readonly startsOn: string
  readonly endsOn: string
}

const rateOn = (rates: readonly DatedRate[], currency: string, day: string) =>
  currency === 'EUR'
    ? '1'
    : rates
        .filter((rate) => rate.currency === currency && rate.validOn <= day)
        .sort((a, b) => byText(a.validOn, b.validOn))
        .at(-1)?.rate

/** Rates of tests have four decimals at most. */
const converted = (amount: bigint, rate: string) => divided(amount * tenThousandths(rate), 10_000n)

const total = (prices: readonly Price[]) => prices.reduce((sum, price) => sum + price.amount, 0n)

interface Stock {
  opened: bigint
  moved: bigint
  closed: bigint
  fresh: bigint
}

const kindOf = ({ opened, moved }: Stock, paidBefore: boolean) => {
  if (opened <= 0n && moved > 0n) return paidBefore ? 'reactivation' : 'new'
  if (opened > 0n && moved <= 0n) return 'churn'
  return moved > opened ? 'expansion' : moved < opened ? 'contraction' : 'none'
}

function stockOf(question: Question, account: string, moments: Moments): Stock {
  const stock: Stock = { opened: 0n, moved: 0n, closed: 0n, fresh: 0n }
  const { start, end, before } = moments
  const mine = (prices: readonly Price[]) => prices.filter((price) => price.account === account)
  const currencies = new Set([...mine(start), ...mine(end)].map((price) => price.currency))
  const paid = new Set(mine(before).map((price) => price.product))
  for (const currency of currencies) {
    const of = (prices: readonly Price[]) =>
      mine(prices).filter((price) => price.currency === currency)
    const early = rateOn(question.rates, currency, question.startsOn)
    const late = rateOn(question.rates, currency, moments.endsOn)
    if (late === undefined || (early === undefined && total(of(start)) !== 0n)) continue
    const rate = early ?? late
    stock.opened += converted(total(of(start)), rate)
    stock.moved += converted(total(of(end)), rate)
    stock.closed += converted(total(of(end)), late)
    stock.fresh += converted(total(of(end).filter((price) => !paid.has(price.product))), rate)
  }
  return stock
}

interface Moments {
  readonly start: readonly Price[]
  readonly end: readonly Price[]
  /** Every price above 0 that was ever live before the start. */
  readonly before: readonly Price[]
  readonly endsOn: string
}

function momentsOf(world: readonly RawEvent[], question: Question): Moments {
  const { zone, cut, startsOn, endsOn } = question
  const events = world.filter((event) => new Date(event.occurred_at).toISOString() < cut)
  const from = startOfDay(startsOn, zone)
  const [to = cut] = [startOfDay(endsOn, zone), cut].sort()
  const turns = [...new Set(events.map((event) => changeOf(event, zone).effective))]
  const after = (turn: string) => new Date(Date.parse(turn) + 1).toISOString()
  const before = turns
    .map(after)
    .filter((moment) => moment <= from)
    .flatMap((moment) => pricesAt(events, zone, moment))
    .filter((price) => price.amount > 0n)
  return {
    start: pricesAt(events, zone, from),
    end: pricesAt(events, zone, to),
    before,
    endsOn: to === cut ? localDay(cut, zone) : endsOn,
  }
}

interface Moved {
  readonly kind: string
  readonly stock: Stock
}

function movedIn(world: readonly RawEvent[], question: Question): Moved[] {
  const moments = momentsOf(world, question)
  const accounts = [...moments.start, ...moments.end].map((price) => price.account)
  return [...new Set(accounts)].flatMap((account) => {
    const stock = stockOf(question, account, moments)
    if (stock.opened === 0n && stock.moved === 0n) return []
    const paidBefore = moments.before.some((price) => price.account === account)
    return { kind: kindOf(stock, paidBefore), stock }
  })
}

/** What of the growth is for products not paid for before. */
function crossSellOf({ opened, moved, fresh }: Stock): bigint {
  if (fresh <= 0n || moved <= opened) return 0n
  return fresh > moved - opened ? moved - opened : fresh
}

/** Movements net per account of a span that began before the cut, and accounts, by kind. */
export function movementsByKind(question: Question): MovementsByKind {
  const found: Record<string, Movement> = {}
  for (const { kind, stock } of question.worlds.flatMap((world) => movedIn(world, question))) {
    const sums = found[kind]
    const plus = (so: string | undefined, more: bigint) =>
      amountText(tenThousandths(so ?? null) + more)
    found[kind] = {
      accounts: (sums?.accounts ?? 0) + 1,
      opened: plus(sums?.opened, stock.opened),
      moved: plus(sums?.moved, stock.moved),
      closed: plus(sums?.closed, stock.closed),
      cross_sell: plus(sums?.cross_sell, crossSellOf(stock)),
    }
  }
  return found
}
