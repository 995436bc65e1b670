import { creditsOf, type Model, modelNames, shareOf } from './credits.ts'
import { type HistoryEvent, type Reading, readHistory } from './history.ts'
import { byText, dayMs, type RawEvent } from './raw-event.ts'
import { amountText, units } from './ten-thousandths.ts'

type Row = Readonly<Record<string, string | boolean | null>>

/** What a log says of customers, credit and spend; rows in no particular order. */
export interface Economics {
  readonly attribution: readonly Row[]
  readonly customers: readonly Row[]
  readonly spend: readonly Row[]
}

interface Conversion {
  readonly id: string
  readonly basis: 'won' | 'paid'
  readonly key: string
  readonly account: string | null
  readonly opportunity: string | null
  readonly event: HistoryEvent
}

const lookbackMs = 90 * dayMs

const byTime = (a: HistoryEvent, b: HistoryEvent) =>
  a.at - b.at || byText(a.raw.event_id, b.raw.event_id)

const ofType = (events: readonly HistoryEvent[], type: string) =>
  events.filter(({ raw }) => raw.type === type).toSorted(byTime)

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Each target of a subject, with when it was first named; the latest first, then by id. */
function targets(pairs: readonly (readonly [string, string, number])[], from: string): string[] {
  const since = new Map<string, number>()
  for (const [subject, target, moment] of pairs) {
    if (subject === from) since.set(target, Math.min(moment, since.get(target) ?? moment))
  }
  return [...since].sort(([a, x], [b, y]) => y - x || byText(a, b)).map(([target]) => target)
}

/** Which account each lead and opportunity belongs to, and the leads of each opportunity. */
function belonging(events: readonly HistoryEvent[]) {
  const pairs = (type: string, from: keyof RawEvent, into: keyof RawEvent) =>
    ofType(events, type).flatMap(({ raw, at }) => {
      const [subject, target] = [text(raw[from]), text(raw[into])]
      return subject === null || target === null ? [] : [[subject, target, at] as const]
    })
  const dealAccounts = pairs('deal', 'opportunity_id', 'account_id')
  const leadAccounts = pairs('person', 'lead_id', 'account_id')
  const leadDeals = pairs('deal', 'lead_id', 'opportunity_id')
  const ofDeal = (id: string) => targets(dealAccounts, id)[0] ?? null
  const through = (lead: string) =>
    targets(leadDeals, lead).flatMap((deal) => ofDeal(deal) ?? [])[0] ?? null
  return {
    ofDeal,
    ofLead: (id: string) => targets(leadAccounts, id)[0] ?? through(id),
    leadsOf: (deal: string) => leadDeals.filter((pair) => pair[1] === deal).map(([lead]) => lead),
  }
}

function wonConversions(events: readonly HistoryEvent[]): Conversion[] {
  const named = [...ofType(events, 'deal'), ...ofType(events, 'stage')].sort(byTime)
  return ofType(events, 'stage')
    .filter(({ raw }) => raw.outcome === 'won')
    .map((event) => {
      const id = String(event.raw.opportunity_id)
      const own = named.filter(({ raw }) => raw.opportunity_id === id && text(raw.account_id))
      const account = text(own.at(-1)?.raw.account_id)
      return { id: `won:${id}`, basis: 'won', key: id, account, opportunity: id, event }
    })
}

function paidConversions(events: readonly HistoryEvent[], sold: ReadonlySet<string | null>) {
  const paid = ofType(events, 'revenue').filter(
    ({ raw }) => raw.action !== 'refund' && Number(raw.amount) > 0,
  )
  const firsts = Map.groupBy(paid, ({ raw }) => String(raw.account_id))
  return [...firsts].flatMap(([account, [event]]): Conversion[] =>
    sold.has(account) || event === undefined
      ? []
      : [{ id: `paid:${account}`, basis: 'paid', key: account, account, opportunity: null, event }],
  )
}

function pathOf(
  { account, opportunity, event: fact }: Conversion,
  events: readonly HistoryEvent[],
  { ofDeal, ofLead, leadsOf }: ReturnType<typeof belonging>,
): HistoryEvent[] {
  const leads = opportunity === null ? [] : leadsOf(opportunity)
  return ofType(events, 'touch').filter(({ raw, at }) => {
    const [lead, deal] = [text(raw.lead_id), text(raw.opportunity_id)]
    const own = text(raw.account_id)
    const concerned = own ?? (deal && ofDeal(deal)) ?? (lead && ofLead(lead))
    const isHeld =
      (account !== null && concerned === account) ||
      (lead !== null && leads.includes(lead)) ||
      (deal !== null && deal === opportunity)
    const isNamed = own !== null || lead !== null || deal !== null
    const isCounted = raw.kind !== 'trigger' && text(raw.channel) !== null && isNamed
    return isHeld && isCounted && at <= fact.at && fact.at - at <= lookbackMs
  })
}

function attributionRows(conversion: Conversion, path: readonly HistoryEvent[], model: Model) {
  const { raw } = conversion.event
  const value = raw.currency === 'EUR' ? units(String(raw.amount)) : null
  const row = (touch_id: string, channel: string, credit: bigint, share: bigint | null) => ({
    model,
    conversion_id: conversion.id,
    touch_id,
    channel,
    credit: `${credit / 10n ** 18n}.${String(credit % 10n ** 18n).padStart(18, '0')}`,
    value: share === null ? null : amountText(share),
  })
  if (path.length === 0) return [row('(none)', '(none)', 10n ** 18n, value)]
  const credits = creditsOf(
    model,
    path.map(({ at }) => at),
  )
  const shares = value === null ? null : shareOf(value, credits)
  return path.map(({ raw: touch }, index) =>
    row(touch.event_id, String(touch.channel), credits[index] ?? 0n, shares?.[index] ?? null),
  )
}

function spendRows(event: HistoryEvent): Row[] {
  const { raw } = event
  const [from, to] = [Date.parse(String(raw.period_start)), Date.parse(String(raw.period_end))]
  const days = Array.from({ length: (to - from) / dayMs }, (_, index) => from + index * dayMs)
  const total = units(String(raw.amount))
  const each = total / BigInt(days.length)
  return days.map((day, index) => {
    const rest = index === days.length - 1 ? total - each * BigInt(days.length) : 0n
    return {
      event_id: raw.event_id,
      day: new Date(day).toISOString().slice(0, 10),
      amount: amountText(each + rest),
      value: raw.currency === 'EUR' ? amountText(each + rest) : null,
    }
  })
}

/** Computes customers, credit and spend from raw events, one conversion and one touch at a time. */
export function computeEconomics(log: readonly RawEvent[], reading: Reading): Economics {
  const events = readHistory(log, reading)
  const owners = belonging(events)
  const won = wonConversions(events)
  const sold = new Set(won.map(({ account }) => account))
  const conversions = [...won, ...paidConversions(events, sold)]
  const firsts = Map.groupBy(
    conversions.filter(({ account }) => account !== null),
    ({ account }) => account,
  )
  const customers = [...firsts.values()].flatMap(
    (theirs) => theirs.toSorted((a, b) => a.event.at - b.event.at || byText(a.key, b.key))[0] ?? [],
  )
  const paths = new Map(conversions.map((each) => [each.id, pathOf(each, events, owners)]))
  return {
    attribution: conversions.flatMap((each) =>
      modelNames.flatMap((model) => attributionRows(each, paths.get(each.id) ?? [], model)),
    ),
    customers: customers.map((each) => ({
      account_id: each.account,
      conversion_id: each.id,
      basis: each.basis,
      acquired_on: each.event.on,
      channel: text(paths.get(each.id)?.[0]?.raw.channel) ?? '(none)',
    })),
    spend: ofType(events, 'spend').flatMap(spendRows),
  }
}

/** Spend on new business of a month `YYYY-MM` / customers acquired in it; null without either. */
export function cacOfMonth(log: readonly RawEvent[], said: Economics, month: string) {
  const isNew = new Set(
    log.filter(({ scope }) => scope === 'new_business').map(({ event_id: id }) => id),
  )
  const spent = said.spend.filter(
    (row) => String(row.day).startsWith(month) && isNew.has(String(row.event_id)) && row.value,
  )
  const total = spent.reduce((sum, row) => sum + units(String(row.value)), 0n)
  const number = said.customers.filter((row) => String(row.acquired_on).startsWith(month)).length
  return spent.length === 0 || number === 0
    ? null
    : Number((Number(total) / 10_000 / number).toPrecision(10))
}
