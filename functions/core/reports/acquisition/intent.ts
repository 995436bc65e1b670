import { rounded } from '../../statistics.ts'
import type { IntentRow } from './rows.ts'
import { intentDays, surgeBlocks, surgeRatio, surgeTouches } from './thresholds.ts'

/** A topic's last block of 7 x 24 hours against the blocks before. */
export interface Surge {
  /** Last / mean of the blocks before; null when that mean is 0. */
  readonly ratio: number | null
  /** (Last - mean) / standard deviation of the blocks before, of a sample; null when that is 0. */
  readonly z: number | null
  readonly isSurge: boolean
}

/** The surge of a topic from the touches of its last block, the sum of the 8 before, and the sum of their squares. */
export function surgeOf(last: number, before: number, squares: number): Surge {
  const mean = before / surgeBlocks
  // Whole numbers up to here, so that equal blocks have a variance of exactly 0.
  const spread = surgeBlocks * squares - before * before
  const deviation = Math.sqrt(spread / (surgeBlocks * (surgeBlocks - 1)))
  const ratio = before === 0 ? null : rounded(last / mean)
  return {
    ratio,
    z: spread === 0 ? null : rounded((last - mean) / deviation),
    isSurge: last >= surgeTouches && ratio !== null && ratio >= surgeRatio,
  }
}

const oneDecimal = (value: number) => String(Math.round(value * 10) / 10)

/** A sign of intent in words, with its numbers. */
export function signText({ sign, detail, number, before, squares }: IntentRow): string {
  switch (sign) {
    case 'surge': {
      const { ratio } = surgeOf(number, before, squares)
      return `${detail} surges: ${number} touches in 7 days${ratio === null ? '' : `, ${oneDecimal(ratio)} times its mean`}`
    }
    case 'pricing':
      return `${number} views of prices in ${intentDays} days`
    case 'people':
      return `${number} people active in ${intentDays} days`
    case 'trigger':
      return `${detail.replaceAll('_', ' ')} in ${intentDays} days`
  }
}

/** An account in intent with all its signs. */
export interface AccountInIntent
  extends Omit<IntentRow, 'sign' | 'detail' | 'number' | 'before' | 'squares'> {
  readonly signs: readonly IntentRow[]
}

/** Rows of signs as accounts, in the order of the list. */
export function accountsInIntent(rows: readonly IntentRow[]): AccountInIntent[] {
  const ids = [...new Set(rows.map((row) => row.account_id))]
  return ids.flatMap((id) => {
    const signs = rows.filter((row) => row.account_id === id)
    const [first] = signs
    if (first === undefined) return []
    const { sign, detail, number, before, squares, ...account } = first
    return [{ ...account, signs }]
  })
}
