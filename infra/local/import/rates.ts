import { limits } from '#core/limits.ts'
import type { Refused } from './choose.ts'
import { convert } from './convert.ts'
import { bareNumber } from './decimals.ts'
import { openTable } from './table.ts'
import type { Understood } from './understand.ts'

/** Units of a currency for one of the corporate currency, from a day on. */
interface Rate {
  readonly currency: string
  readonly day: string
  readonly rate: number
  readonly isCorporate: boolean
}

const earliestDay = limits.earliest.slice(0, 10)

/** A rate with all of its places; NaN when it is no number. */
function numberOf(text: string, decimals: string | undefined): number {
  const bare = bareNumber(text).text
  return Number(
    decimals === 'comma' ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', ''),
  )
}

/** The rates of a row, or what is wrong with it. */
function rateOf(cells: readonly string[], { match, facts }: Understood): Rate | string {
  const cell = (role: string) => cells[match.roles.get(role)?.at ?? -1]?.trim() ?? ''
  const currency = cell('currency').toUpperCase()
  const rate = numberOf(cell('rate'), facts.styles.get('rate')?.decimals)
  const starts = cell('starts')
  const day =
    starts === ''
      ? { value: earliestDay }
      : convert(starts, 'date', facts.styles.get('starts') ?? {})
  if (!/^[A-Z]{3}$/.test(currency)) return `${JSON.stringify(currency)} is no currency`
  if (!(rate > 0)) return `${JSON.stringify(cell('rate'))} is no rate of exchange`
  if ('fault' in day) return `${JSON.stringify(starts)} ${day.fault}`
  return {
    currency,
    day: String(day.value),
    rate,
    isCorporate: /^(true|1|yes)$/i.test(cell('is_corporate')),
  }
}

async function readRates(each: Understood): Promise<Rate[] | Refused> {
  const table = await openTable(each.file, each.options)
  const rates: Rate[] = []
  for await (const block of table.rows) {
    for (const row of block) {
      if ('aside' in row) continue
      const rate = 'fault' in row ? row.fault : rateOf(row.cells, each)
      if (typeof rate === 'string') return { file: each.file, reason: `line ${row.line}: ${rate}` }
      rates.push(rate)
    }
  }
  return rates
}

/** The currency that the others are told against: the one that is marked, else the one that is always 1. */
function corporateIn(rates: readonly Rate[]): string | undefined {
  const marked = rates.find(({ isCorporate }) => isCorporate)?.currency
  const others = new Set(rates.filter(({ rate }) => rate !== 1).map(({ currency }) => currency))
  return marked ?? rates.find(({ currency }) => !others.has(currency))?.currency
}

/** Of each currency the rates by day; those with a day of their own replace one without. */
function byCurrency(rates: readonly Rate[]): Map<string, Rate[]> {
  const found = new Map<string, Rate[]>()
  for (const rate of rates.toSorted((a, b) => (a.day < b.day ? -1 : 1))) {
    const dated = (found.get(rate.currency) ?? []).filter(({ day }) => day !== earliestDay)
    found.set(rate.currency, [...dated, rate])
  }
  return found
}

const header = 'from_currency,to_currency,valid_on,rate'

/** Lines of the reference table: each currency into that of the reports, from each day that either changed. */
function linesInto(target: string, corporate: string, rates: readonly Rate[]): string[] {
  const all = byCurrency([
    ...rates,
    { currency: corporate, day: earliestDay, rate: 1, isCorporate: true },
  ])
  const rateAt = (currency: string, day: string) =>
    all.get(currency)?.findLast((rate) => rate.day <= day)?.rate
  return [...all.keys()]
    .filter((currency) => currency !== target)
    .flatMap((currency) => {
      const days = [...(all.get(currency) ?? []), ...(all.get(target) ?? [])].map(({ day }) => day)
      return [...new Set(days)].sort().flatMap((day) => {
        const [from, into] = [rateAt(currency, day), rateAt(target, day)]
        if (from === undefined || into === undefined) return []
        return [`${currency},${target},${day},${(into / from).toFixed(8)}`]
      })
    })
}

/** The reference table that the files of rates make, as CSV; undefined without such files. */
export async function ratesIn(
  understood: readonly Understood[],
  target: string,
): Promise<{ readonly csv: string } | { readonly refused: Refused } | undefined> {
  const files = understood.filter(({ match }) => match.recipe.id === 'fx_rates')
  const [first] = files
  if (first === undefined) return undefined
  const read = await Promise.all(files.map(readRates))
  const refused = read.find((each): each is Refused => 'reason' in each)
  if (refused !== undefined) return { refused }
  const rates = read.flatMap((each) => ('reason' in each ? [] : each))
  const corporate = corporateIn(rates)
  const known = new Set(rates.map(({ currency }) => currency))
  if (corporate === undefined) {
    const reason =
      'names no corporate currency: import the list of currencies (CurrencyType) beside it'
    return { refused: { file: first.file, reason } }
  }
  if (target !== corporate && !known.has(target)) {
    const reason = `has no rate of ${target}, the currency of the reports`
    return { refused: { file: first.file, reason } }
  }
  return { csv: `${[header, ...linesInto(target, corporate, rates)].join('\n')}\n` }
}
