import type { Figure, Receipt } from '../../report-data.ts'
import { ratio, type Share } from '../../statistics.ts'
import { isSmall, shareOf } from '../parts.ts'

/** A counted share as a figure; `missing` says why it is null. */
export function shareFigure(
  id: string,
  label: string,
  { part, whole }: Share,
  missing: string,
  from: Receipt,
): Figure {
  const { value, interval, smallSample } = shareOf(part, whole)
  return {
    id,
    label,
    value,
    unit: 'rate',
    interval,
    n: whole,
    smallSample,
    ...(whole === 0 ? { missing } : {}),
    receipt: { ...from, numerator: part, denominator: whole },
  }
}

/** A quotient of two counts, of which one is no subset of the other or names nobody: no interval. */
export function aggregateFigure(
  id: string,
  label: string,
  { part, whole }: Share,
  missing: string,
  from: Receipt,
): Figure {
  return {
    id,
    label,
    value: ratio(part, whole),
    unit: 'rate',
    n: whole,
    smallSample: isSmall(whole),
    ...(whole === 0 ? { missing } : {}),
    receipt: { ...from, numerator: part, denominator: whole },
  }
}
