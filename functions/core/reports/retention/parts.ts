import { amountText, moneyNumber } from '../../money.ts'
import type { TableColumn } from '../../report-data.ts'
import type { ReportInput } from '../definition.ts'

/** Ten-thousandths as a number, for cells and charts. */
export const money = (units: bigint): number => moneyNumber(amountText(units))

export const moneyColumn = (id: string, label: string, description?: string): TableColumn => ({
  id,
  label,
  unit: 'money',
  ...(description === undefined ? {} : { description }),
})

export const countColumn = (id: string, label: string, description?: string): TableColumn => ({
  id,
  label,
  unit: 'count',
  ...(description === undefined ? {} : { description }),
})

export const rateColumn = (
  id: string,
  label: string,
  description?: string,
  missing = 'nobody paid when it began',
): TableColumn => ({
  id,
  label,
  unit: 'rate',
  missing,
  ...(description === undefined ? {} : { description }),
})

/** What accounts are broken down by: whether they are ideal customers, and the dimensions asked for. */
const known: readonly string[] = [
  'source',
  'channel',
  'campaign',
  'region',
  'segment',
  'product',
  'rep',
  'team',
]

export const shownDimensions = ({ dimensions }: ReportInput): string[] => [
  ...dimensions.filter((dimension) => known.includes(dimension)),
  'icp',
]

/** The one dimension that sections beside the main one are broken down by. */
export const closestDimension = (input: ReportInput): string => shownDimensions(input)[0] ?? 'icp'

const titles: Readonly<Record<string, string>> = {
  icp: 'customer fit',
  channel: 'first-touch channel',
  source: 'first-touch source',
  campaign: 'first-touch campaign',
}

export const dimensionTitle = (dimension: string): string => titles[dimension] ?? dimension

/** `from 2025-11-01 to before 2026-11-01`. */
export const yearWindow = ({ trend }: ReportInput): string =>
  `from ${trend.startsOn} to before ${trend.endsOn}`
