import type { Share } from '../../statistics.ts'
import type { KeyResult, OutcomeRow } from './key-rows.ts'
import { decidedOf, outcomeOf } from './outcomes.ts'

/** One way to count wins against what they are a part of. */
export interface Basis {
  readonly name: string
  readonly meaning: string
  readonly row: OutcomeRow
  readonly share: (row: OutcomeRow) => Share
}

/** Every basis of the win rate by count, the default first. */
export function basesOf(result: Pick<KeyResult, 'outcomes'>): Basis[] {
  const all = outcomeOf(result.outcomes)
  const fresh = outcomeOf(result.outcomes, 'deal_type', 'new')
  const undecided = ({ won, lost, no_decision: none }: OutcomeRow) => won + lost + none
  return [
    { name: 'closed (default)', meaning: 'won / (won + lost)', row: all, share: decidedOf },
    {
      name: 'with no-decision',
      meaning: 'won / (won + lost + no decision)',
      row: all,
      share: (row) => ({ part: row.won, whole: undecided(row) }),
    },
    {
      name: 'created',
      meaning: 'won so far / created in the period',
      row: all,
      share: (row) => ({ part: row.created_won, whole: row.created }),
    },
    {
      name: 'all',
      meaning: 'won / (won + lost + open at the end)',
      row: all,
      share: (row) => ({ part: row.won, whole: row.won + row.lost + row.open_at_end }),
    },
    {
      name: 'new business',
      meaning: 'won / (won + lost) of deals of the type new',
      row: fresh,
      share: decidedOf,
    },
  ]
}
