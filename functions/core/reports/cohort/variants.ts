import type { RateCell, Table } from '../../report-data.ts'
import { receipt, shareOf } from '../parts.ts'
import { averageOf } from './averages.ts'
import { completeness, type Kept, since, sinceOne, windowOf } from './kept.ts'
import { activeOnOrAfter } from './matrix.ts'
import { cohortsOf, type Pooled, pooled, retained } from './retained.ts'

const cell = ({ active, members }: Pooled): RateCell => shareOf(active, members)

/** Every average and every variant by age, the default first, each with its denominator. */
export function variantsTable(kept: Kept): Table {
  const { id, cohorts, ages, result } = kept
  const rolling = cohortsOf(result.rolling, id)
  const recurring = cohortsOf(result.calendar, id, 'every')
  const missing = 'no cohort is complete'
  return {
    id: `${id}_variants`,
    title: 'Averages and variants',
    description: `One row per ${sinceOne(kept)}. Pooled complete: all active over all accounts of complete cohorts; the other averages weigh the cohorts otherwise. The variants are pooled complete too.`,
    columns: [
      { id: 'age', label: `After`, unit: 'count', description: since(kept) },
      { id: 'members', label: 'Accounts', unit: 'count', description: 'Of complete cohorts' },
      { id: 'active', label: 'Active', unit: 'count' },
      { id: 'pooled', label: 'Pooled complete', unit: 'rate', missing },
      { id: 'mean', label: 'Mean of cohorts', unit: 'rate', missing },
      { id: 'twice', label: 'Size-weighted twice', unit: 'rate', missing },
      { id: 'incomplete', label: 'Including incomplete', unit: 'rate', missing },
      { id: 'on_or_after', label: 'On or after', unit: 'rate', missing },
      { id: 'rolling', label: 'Rolling', unit: 'rate', missing },
      { id: 'rolling_members', label: 'Accounts (rolling)', unit: 'count' },
      { id: 'recurring', label: 'Recurring', unit: 'rate', missing },
      { id: 'recurring_members', label: 'Memberships (recurring)', unit: 'count' },
    ],
    rows: ages.map((age) => {
      const all = cohorts.map((cohort) => retained(cohort, age, 'accounts'))
      const now = pooled(cohorts, age)
      const own = pooled(rolling, age)
      const each = pooled(recurring, age)
      return {
        age,
        ...now,
        pooled: cell(now),
        mean: averageOf('mean of cohorts', all),
        twice: averageOf('size-weighted twice', all),
        incomplete: averageOf('including incomplete', all),
        on_or_after: cell(pooled(cohorts, age, activeOnOrAfter)),
        rolling: cell(own),
        rolling_members: own.members,
        recurring: cell(each),
        recurring_members: each.members,
      }
    }),
    receipt: receipt(
      'cohort_calendar',
      `Accounts active / accounts of the cohorts. ${completeness} On or after: active at that age or at any later one up to the as-of. Rolling: each account counts from its own start (cohort_rolling). Recurring: an account joins the cohort of every period with a start.`,
      'pooled complete (default), mean of cohorts, size-weighted twice, including incomplete; on (default), on or after; calendar (default), rolling; first-time (default), recurring',
      windowOf(kept),
    ),
  }
}
