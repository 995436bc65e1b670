import { type Price, type PriceId, prices } from './prices.ts'
import { type Component, components, type Use } from './usage.ts'

/** Dollars of one month. */
export interface Estimate {
  readonly byComponent: ReadonlyMap<Component, number>
  readonly total: number
  /** What AWS never charges, where nothing else in the account uses it up. */
  readonly allowance: number
}

function dollars(price: PriceId, amount: number): number {
  const { dollars: each, per }: Price = prices[price]
  return (amount * each) / per
}

/** Adds up the uses at the list prices; the allowances come off the sum of each price. */
export function estimate(uses: readonly Use[]): Estimate {
  const byComponent = new Map<Component, number>(components.map((component) => [component, 0]))
  const amounts = new Map<PriceId, number>()
  for (const { component, price, amount } of uses) {
    byComponent.set(component, (byComponent.get(component) ?? 0) + dollars(price, amount))
    amounts.set(price, (amounts.get(price) ?? 0) + amount)
  }
  const sum = (values: Iterable<number>) => [...values].reduce((total, each) => total + each, 0)
  const free = [...amounts].map(([price, amount]) =>
    dollars(price, Math.min(amount, prices[price].free)),
  )
  return { byComponent, total: sum(byComponent.values()), allowance: sum(free) }
}

/** What the second month costs beyond the first. */
export function difference(less: Estimate, more: Estimate): Estimate {
  const byComponent = new Map<Component, number>(
    components.map((component) => [
      component,
      (more.byComponent.get(component) ?? 0) - (less.byComponent.get(component) ?? 0),
    ]),
  )
  return {
    byComponent,
    total: more.total - less.total,
    allowance: more.allowance - less.allowance,
  }
}
